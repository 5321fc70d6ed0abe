import type { RenderedAnswer } from "./answers.ts";

const MOST_ANSWERS = 512;
const LONGEST_TEXT = 64 * 1024;

/**
 * The last answers that had an entity tag. A tag names one rendering of one address for one org, so whoever asks again
 * while it is good gets that rendering instead of another one like it. The oldest go first.
 */
export class RenderedAnswers {
  readonly #answers = new Map<string, RenderedAnswer>();

  find(key: string): RenderedAnswer | undefined {
    return this.#answers.get(key);
  }

  keep(key: string, answer: RenderedAnswer): void {
    if (answer.text === null || answer.text.length > LONGEST_TEXT) return;
    this.#answers.set(key, answer);
    if (this.#answers.size <= MOST_ANSWERS) return;
    const [oldest] = this.#answers.keys();
    if (oldest !== undefined) this.#answers.delete(oldest);
  }
}
