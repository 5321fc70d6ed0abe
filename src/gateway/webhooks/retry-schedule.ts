import { DELIVERY_ATTEMPTS, DELIVERY_SPAN_HOURS } from "#contract/webhook-events.ts";

const SPAN_MS = DELIVERY_SPAN_HOURS * 3_600_000;
/** Each wait is this many times the one before: with eight waits in 24 hours the first is under ten seconds. */
const GROWTH = 3.5;
/** The part of a wait that chance may take off, so that what failed together does not come back together. */
const JITTER = 0.25;
/** A receiver may ask to be left alone for this long, and no longer. */
const LONGEST_RETRY_AFTER_MS = 3_600_000;

const WAITS = DELIVERY_ATTEMPTS - 1;
const FIRST_WAIT_MS = (SPAN_MS * (GROWTH - 1)) / (GROWTH ** WAITS - 1);

/**
 * How long to wait, in milliseconds, after attempt number `attempt` (from 1) of a round has failed; null after the last
 * one. All waits of a round together stay within 24 hours, unless the receiver's own `Retry-After` draws them out.
 */
export function retryWaitMs(
  attempt: number,
  retryAfterMs: number | null,
  random: () => number,
): number | null {
  if (attempt > WAITS) return null;
  const scheduled = FIRST_WAIT_MS * GROWTH ** (attempt - 1) * (1 - JITTER * random());
  const asked = Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS);
  return Math.round(Math.max(scheduled, asked));
}

/** `Retry-After` as milliseconds from `now`, whether it names seconds or a moment; null when it is neither. */
export function parseRetryAfter(value: string | undefined, now: Date): number | null {
  if (value === undefined) return null;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1_000;
  // Date.parse takes nearly anything for a date; an HTTP date begins with the day of the week.
  const moment = /^[A-Z][a-z]{2,8},? /.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(moment) ? null : Math.max(0, moment - now.getTime());
}
