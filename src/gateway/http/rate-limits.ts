import type { Clock } from "../clock.ts";
import { problem } from "./problem.ts";

/** `requests` per minute, counted per whoever `subject` names. */
export interface RatePolicy {
  name: "principal" | "address" | "sign_in" | "account";
  requests: number;
}

/** Counts requests. */
export interface RateLimits {
  /**
   * Counts one request and gives the `RateLimit` fields to answer with; throws `rate_limited` when the minute's
   * requests are spent. A policy of 0 requests is off and gives no fields.
   */
  take(policy: RatePolicy, subject: string): Record<string, string>;
}

const WINDOW_SECONDS = 60;

interface Window {
  endsAt: number;
  used: number;
}

/** Fixed windows of a minute, in this process's memory. */
export function createRateLimits(clock: Clock): RateLimits {
  const windows = new Map<string, Window>();
  let sweepAt = 0;

  /** Once a minute, so that memory is bounded by who has called within two. */
  function sweep(now: number): void {
    if (now < sweepAt) return;
    sweepAt = now + WINDOW_SECONDS * 1_000;
    for (const [key, window] of windows) if (window.endsAt <= now) windows.delete(key);
  }

  function windowOf(key: string): Window {
    const now = clock.now().getTime();
    const known = windows.get(key);
    if (known !== undefined && known.endsAt > now) return known;
    sweep(now);
    const opened = { endsAt: now + WINDOW_SECONDS * 1_000, used: 0 };
    windows.set(key, opened);
    return opened;
  }

  return {
    take(policy, subject) {
      if (policy.requests === 0) return {};
      const window = windowOf(`${policy.name} ${subject}`);
      window.used += 1;
      const secondsLeft = Math.max(1, Math.ceil((window.endsAt - clock.now().getTime()) / 1_000));
      const fields = {
        "ratelimit-policy": `"${policy.name}";q=${policy.requests};w=${WINDOW_SECONDS}`,
        ratelimit: `"${policy.name}";r=${Math.max(0, policy.requests - window.used)};t=${secondsLeft}`,
      };
      if (window.used > policy.requests) {
        throw problem(
          "rate_limited",
          `More than ${policy.requests} requests a minute; wait ${secondsLeft} s.`,
          { limit: policy.requests, window_seconds: WINDOW_SECONDS },
          secondsLeft,
          fields,
        );
      }
      return fields;
    },
  };
}
