import type { RenderedAnswer } from "./answers.ts";

const MOST_ANSWERS = 512;
const LONGEST_TEXT = 64 * 1024;

/**
 * The last answers that had an entity tag. A tag names one rendering of one address for one org, so whoever asks again
 * while it is good gets that rendering instead of another one like it. The oldest go first.
 */
export class RenderedAnswers {
  readonly #answers = new Map<string, RenderedAnswer>();
  readonly #rendering = new Map<string, Promise<RenderedAnswer | undefined>>();

  /** The answer that is kept or being rendered under this key, or else what `render` gives. */
  async find(key: string, render: () => Promise<RenderedAnswer>): Promise<RenderedAnswer> {
    const kept = this.#answers.get(key);
    if (kept !== undefined) return kept;
    const underWay = this.#rendering.get(key);
    const awaited = underWay === undefined ? undefined : await underWay;
    if (awaited !== undefined) return awaited;
    const rendering = render();
    // Whoever waits for one that fails renders on its own: the failure may be of its request alone.
    const shared = rendering.catch(() => undefined);
    this.#rendering.set(key, shared);
    try {
      const answer = await rendering;
      this.#keep(key, answer);
      return answer;
    } finally {
      if (this.#rendering.get(key) === shared) this.#rendering.delete(key);
    }
  }

  #keep(key: string, answer: RenderedAnswer): void {
    if (answer.text === null || answer.text.length > LONGEST_TEXT) return;
    this.#answers.set(key, answer);
    if (this.#answers.size <= MOST_ANSWERS) return;
    const [oldest] = this.#answers.keys();
    if (oldest !== undefined) this.#answers.delete(oldest);
  }
}
