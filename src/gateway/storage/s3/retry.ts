import { setTimeout as delay } from "node:timers/promises";
import { S3Failure } from "./s3-failure.ts";

/** How often a request is tried, and how long is waited in between. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly baseMs: number;
  readonly maxMs: number;
  /** After so long no further attempt begins. */
  readonly givenUpAfterMs: number;
}

/** Seven attempts within some ten seconds: past a restart of the server, short of making a person wait for nothing. */
export const DEFAULT_RETRIES: RetryPolicy = {
  attempts: 7,
  baseMs: 200,
  maxMs: 5_000,
  givenUpAfterMs: 20_000,
};

/** No server may keep us waiting longer by its `Retry-After`. */
const LONGEST_ASKED_MS = 20_000;

/**
 * Waits before the attempt after the given one, which counts from 1: a random time up to a bound that doubles, so that
 * many who failed at once do not come back at once; at least what the server asked for.
 */
export async function waitToRetry(
  { baseMs, maxMs }: RetryPolicy,
  attempt: number,
  failure: S3Failure,
): Promise<void> {
  const bound = Math.min(maxMs, baseMs * 2 ** (attempt - 1));
  const asked = Math.min(failure.retryAfterMs ?? 0, LONGEST_ASKED_MS);
  await delay(Math.max(asked, Math.random() * bound));
}

/** Tries until it succeeds, fails for good, or has failed as often or as long as is allowed; then throws the last failure. */
export async function retrying<T>(policy: RetryPolicy, attempt: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      const isLast =
        count >= policy.attempts || performance.now() - startedAt > policy.givenUpAfterMs;
      if (isLast || !(error instanceof S3Failure) || !error.isRetryable) throw error;
      await waitToRetry(policy, count, error);
    }
  }
}
