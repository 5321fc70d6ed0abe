import type { Clock } from "../clock.ts";

/** So many attempts at an endpoint must have failed in a row, whatever deliveries they were of. */
export const OPENS_AFTER_FAILURES = 10;
/** While it is open, one attempt in so many milliseconds finds out how the endpoint is; shorter than the schedule's first wait. */
export const ONE_ATTEMPT_IN_MS = 5_000;
/** Endpoints that failed last are remembered, up to so many. */
const MOST_ENDPOINTS = 10_000;

interface Failures {
  inARow: number;
  /** When the last attempt that was let through began or failed. */
  lastAt: number;
}

/**
 * Keeps a failing endpoint from being asked by every delivery that waits for it: each worker counts for itself. An attempt
 * that is not let through counts as one of its delivery, so that the schedule stays what it is.
 */
export class EndpointBreaker {
  readonly #clock: Clock;
  /** Those that failed last come last. */
  readonly #failing = new Map<string, Failures>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether an attempt may be made now; where it is one that finds out, the next may not for a while. */
  letsThrough(endpoint: string): boolean {
    const failures = this.#failing.get(endpoint);
    if (failures === undefined || failures.inARow < OPENS_AFTER_FAILURES) return true;
    const now = this.#clock.now().getTime();
    const passedMs = now - failures.lastAt;
    // The clock of a rehearsal begins anew.
    if (passedMs >= 0 && passedMs < ONE_ATTEMPT_IN_MS) return false;
    failures.lastAt = now;
    return true;
  }

  /** Notes an attempt that was made and failed. */
  noteFailure(endpoint: string): void {
    const inARow = (this.#failing.get(endpoint)?.inARow ?? 0) + 1;
    this.#failing.delete(endpoint);
    this.#failing.set(endpoint, { inARow, lastAt: this.#clock.now().getTime() });
    const [oldest] = this.#failing.keys();
    if (this.#failing.size > MOST_ENDPOINTS && oldest !== undefined) this.#failing.delete(oldest);
  }

  /** Notes an attempt that arrived: the endpoint is asked by all again. */
  noteArrival(endpoint: string): void {
    this.#failing.delete(endpoint);
  }
}
