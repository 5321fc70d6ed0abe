import { expect, test } from "vitest";
import { retryAfterMs } from "./retry-after.ts";

const NOW = new Date("2026-11-30T12:00:00.000Z");

test.each([
  [{ "retry-after": "7" }, 7_000],
  [{ "retry-after": "0.25" }, 250],
  [{ "retry-after": "0" }, 0],
  [{ "retry-after": "Mon, 30 Nov 2026 12:01:30 GMT" }, 90_000],
  // A date that is over means now.
  [{ "retry-after": "Mon, 30 Nov 2026 11:00:00 GMT" }, 0],
  [{ "retry-after": "1", "retry-after-ms": "1250" }, 1_250],
  [{ "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "6m0s" }, 360_000],
  [{ "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "7.66s" }, 7_660],
  [{ "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "120ms" }, 120],
  [{ "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "1h2m3.5s" }, 3_723_500],
  [{ "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "12" }, 12_000],
])("%o asks for %d ms", (headers, ms) => {
  expect(retryAfterMs(headers, NOW)).toBe(ms);
});

test("of two exhausted limits the longer reset counts, and one that is not exhausted counts nothing", () => {
  const limits = {
    "x-ratelimit-remaining-requests": "0",
    "x-ratelimit-reset-requests": "2s",
    "x-ratelimit-remaining-tokens": "0",
    "x-ratelimit-reset-tokens": "5s",
  };
  expect(retryAfterMs(limits, NOW)).toBe(5_000);
  expect(retryAfterMs({ ...limits, "x-ratelimit-remaining-tokens": "40" }, NOW)).toBe(2_000);
});

test.each([
  {},
  { "retry-after": "soon" },
  { "retry-after": "-5" },
  { "retry-after": "2026-11-30" },
  { "retry-after": "" },
  { "x-ratelimit-reset-requests": "6m0s" },
  { "x-ratelimit-remaining-requests": "0" },
  { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "later" },
])("%o asks for nothing", (headers) => {
  expect(retryAfterMs(headers, NOW)).toBeNull();
});
