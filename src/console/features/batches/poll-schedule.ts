import { nextPollMs } from "../../api/polling.ts";

/** The last outcome of a poll as the cache holds it. */
export interface PolledAnswer {
  /** The same object as before when nothing has changed. */
  data: unknown;
  error: Error | null;
  dataUpdatedAt: number;
}

interface Clock {
  now?: () => number;
  random?: () => number;
}

/**
 * How long to wait after each poll. It gives one and the same wait however often it is asked about one answer, because
 * the timer behind it starts anew with every change; failures in a row and the time of the last change are counted here.
 */
export class PollSchedule {
  readonly #now: () => number;
  readonly #random: () => number;
  #last: PolledAnswer | undefined;
  #changedAtMs: number;
  #failures = 0;
  #waitMs = 0;

  constructor({ now = Date.now, random = Math.random }: Clock = {}) {
    this.#now = now;
    this.#random = random;
    this.#changedAtMs = now();
  }

  /**
   * Milliseconds from this answer to the next poll. A pace of the reader's own, in milliseconds, takes the place of the
   * growing one; after a failure the longer of the two holds, so that `Retry-After` is obeyed at every pace.
   */
  waitAfter(answer: PolledAnswer, paceMs: number | null = null): number {
    const ownMs = this.#ownWait(answer);
    if (paceMs === null) return ownMs;
    return answer.error === null ? paceMs : Math.max(paceMs, ownMs);
  }

  #ownWait(answer: PolledAnswer): number {
    const last = this.#last;
    const isNew =
      last === undefined ||
      last.dataUpdatedAt !== answer.dataUpdatedAt ||
      last.error !== answer.error;
    if (!isNew) return this.#waitMs;
    if (last?.data !== answer.data) this.#changedAtMs = this.#now();
    this.#failures = answer.error === null ? 0 : this.#failures + 1;
    this.#last = answer;
    this.#waitMs = nextPollMs({
      ageMs: this.#now() - this.#changedAtMs,
      error: answer.error,
      failures: this.#failures,
      random: this.#random,
    });
    return this.#waitMs;
  }
}
