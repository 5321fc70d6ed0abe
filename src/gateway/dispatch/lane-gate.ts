const MINUTE_MS = 60_000;
/** A timer that comes late may be made up for by so much, so that a high rate is reached in spite of it. */
const CATCH_UP_MS = 20;

/**
 * Tells when the next call to a lane may begin. Of its calls no more than `requestsPerMinute` begin within any minute; they
 * are spread over it, since providers count by shorter times as well. Times are milliseconds of one clock.
 */
export class LaneGate {
  readonly #spacingMs: number;
  /** When the latest calls began, as many as a minute takes, in a ring. */
  readonly #begunAtMs: Float64Array;
  #oldest = 0;
  #spacedUntilMs = Number.NEGATIVE_INFINITY;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;

  /** Null is no rate. */
  constructor(requestsPerMinute: number | null) {
    this.#spacingMs = MINUTE_MS / (requestsPerMinute ?? Number.POSITIVE_INFINITY);
    this.#begunAtMs = new Float64Array(requestsPerMinute ?? 0).fill(Number.NEGATIVE_INFINITY);
  }

  /** The moment from which on a call may begin; in the past when it may at once. */
  get opensAtMs(): number {
    const aMinuteAgo = this.#begunAtMs[this.#oldest] ?? Number.NEGATIVE_INFINITY;
    return Math.max(this.#pausedUntilMs, this.#spacedUntilMs, aMinuteAgo + MINUTE_MS);
  }

  /** Counts a call that begins. */
  begin(nowMs: number): void {
    if (this.#begunAtMs.length === 0) return;
    this.#begunAtMs[this.#oldest] = nowMs;
    this.#oldest = (this.#oldest + 1) % this.#begunAtMs.length;
    this.#spacedUntilMs = Math.max(this.#spacedUntilMs, nowMs - CATCH_UP_MS) + this.#spacingMs;
  }

  /** Lets no call begin before this moment; a pause that lasts longer stays. */
  pause(untilMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
  }
}
