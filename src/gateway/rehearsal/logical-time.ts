/** How far ahead of the clock the database is told that it may have gone. */
const RESERVED_AHEAD_MS = 60_000;

/**
 * A clock that stands still until it is moved, and never goes back. What it may show is written down before it shows it,
 * a minute's worth at a time, so that a clock which is taken up after a crash is behind nothing that was made.
 */
export class LogicalTime {
  readonly #reserve: (untilMs: number) => Promise<void>;
  #nowMs: number;
  #reservedMs: number;

  /** `reserve` writes down the latest moment, in Unix milliseconds, that the clock may show until it is called again. */
  constructor(startMs: number, reserve: (untilMs: number) => Promise<void>) {
    this.#nowMs = startMs;
    this.#reservedMs = startMs;
    this.#reserve = reserve;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Moves the clock to a moment in whole milliseconds, or leaves it where it is when that is past. */
  async moveTo(momentMs: number): Promise<void> {
    if (momentMs > this.#reservedMs) {
      const untilMs = momentMs + RESERVED_AHEAD_MS;
      await this.#reserve(untilMs);
      this.#reservedMs = Math.max(this.#reservedMs, untilMs);
    }
    this.#nowMs = Math.max(this.#nowMs, momentMs);
  }

  async moveBy(ms: number): Promise<void> {
    await this.moveTo(this.#nowMs + ms);
  }
}
