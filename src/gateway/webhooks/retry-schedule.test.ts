import { DELIVERY_ATTEMPTS } from "#contract/webhook-events.ts";
import { describe, expect, test } from "vitest";
import { parseRetryAfter, retryWaitMs } from "./retry-schedule.ts";

const hour = 3_600_000;
const attempts = Array.from({ length: DELIVERY_ATTEMPTS }, (_, at) => at + 1);

function waits(random: () => number): number[] {
  return attempts
    .map((attempt) => retryWaitMs(attempt, null, random))
    .filter((wait) => wait !== null);
}

describe("the retry schedule", () => {
  test("has eight waits, each longer than the one before, within 24 hours whatever chance says", () => {
    for (const random of [() => 0, () => 0.5, () => 0.999_999]) {
      const all = waits(random);
      expect(all).toHaveLength(8);
      expect(all).toEqual(all.toSorted((a, b) => a - b));
      const total = all.reduce((sum, wait) => sum + wait, 0);
      expect(total).toBeLessThanOrEqual(24 * hour + 8);
      expect(total).toBeGreaterThan(17 * hour);
    }
  });

  test("begins within ten seconds and spreads by chance", () => {
    expect(retryWaitMs(1, null, () => 0)).toBeLessThan(10_000);
    expect(retryWaitMs(1, null, () => 0.9)).toBeLessThan(retryWaitMs(1, null, () => 0) ?? 0);
  });

  test("lets Retry-After lengthen a wait up to an hour and never shorten it", () => {
    expect(retryWaitMs(1, 60_000, () => 0)).toBe(60_000);
    expect(retryWaitMs(1, 5 * hour, () => 0)).toBe(hour);
    expect(retryWaitMs(8, 1_000, () => 0)).toBe(retryWaitMs(8, null, () => 0));
    expect(retryWaitMs(DELIVERY_ATTEMPTS, 1_000, () => 0)).toBeNull();
  });

  test.each([
    ["120", 120_000],
    ["0", 0],
    ["Tue, 24 Nov 2026 12:01:00 GMT", 60_000],
    ["Tue, 24 Nov 2026 11:00:00 GMT", 0],
    ["soon", null],
    ["-5", null],
    [undefined, null],
  ])("reads Retry-After %j as %j ms", (value, expected) => {
    const parsed = parseRetryAfter(value, new Date("2026-11-24T12:00:00Z"));
    expect(parsed).toBe(expected);
  });
});
