import type { BackoffSettings } from "#gateway/lanes/lane.ts";

const RETRIES = 8;

/** For sandbox lanes of this speed: the contract's retries, so close together that a person can watch a whole ladder. */
export function sandboxBackoff(speed: number): BackoffSettings {
  return { retries: RETRIES, baseMs: 25 / speed, maxMs: 2_000 / speed };
}

/**
 * The wait in milliseconds before retry number `retry` (from 1): between half and the whole of the doubling step, so
 * that items that failed together do not come back together. Never shorter than what the provider asked for.
 */
export function backoffMs(
  retry: number,
  settings: Readonly<BackoffSettings>,
  retryAfterMs: number | null,
  random: () => number,
): number {
  const step = Math.min(settings.maxMs, settings.baseMs * 2 ** (retry - 1));
  const jittered = step / 2 + (step / 2) * random();
  return Math.round(Math.max(jittered, retryAfterMs ?? 0));
}
