import { ApiError } from "#contract/client.ts";

const FAST_MS = 1_000;
const SLOW_MS = 15_000;
/** How long after the start a poll stays fast. */
const FAST_SPAN_MS = 30_000;
const AFTER_FAILURE_MS = 2_000;
/** Polls spread by up to this part of their interval, so that many tabs do not ask in step. */
const JITTER = 0.15;

export interface PollFacts {
  /** Since the watched thing began, or changed last. */
  ageMs: number;
  /** The last poll's error, if it failed. */
  error: Error | null;
  failures: number;
  random?: () => number;
}

/**
 * Milliseconds to the next poll of a running thing: about a second while it is young or moving, slower the longer nothing
 * changes, 15 s at most; after failures it doubles from 2 s, and `Retry-After` is a floor that jitter only adds to.
 */
export function nextPollMs({ ageMs, error, failures, random = Math.random }: PollFacts): number {
  const spread = 1 + JITTER * random();
  if (error !== null) {
    const asked = error instanceof ApiError ? error.retryAfterMs : null;
    const growing = Math.min(AFTER_FAILURE_MS * 2 ** Math.max(0, failures - 1), SLOW_MS);
    return Math.round(Math.max(asked ?? 0, growing) * spread);
  }
  const calm =
    ageMs <= FAST_SPAN_MS ? FAST_MS : Math.min(FAST_MS + (ageMs - FAST_SPAN_MS) / 20, SLOW_MS);
  return Math.round(calm * spread);
}
