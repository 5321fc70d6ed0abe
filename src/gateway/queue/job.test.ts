import { afterEach, describe, expect, test, vi } from "vitest";
import * as z from "zod/mini";
import { defineJob, LeaseLost } from "./job.ts";

const payload = z.object({});
afterEach(() => void vi.restoreAllMocks());

describe("a kind of job", () => {
  test("is tried eight times and may be lost twenty times where it does not say, and somebody waits for it", () => {
    expect(defineJob({ kind: "paint", payload })).toMatchObject({
      kind: "paint",
      payload,
      maxAttempts: 8,
      maxLosses: 20,
      isHousekeeping: false,
    });
  });

  test.each([
    [{ maxAttempts: 3 }, { maxAttempts: 3, maxLosses: 20 }],
    [{ maxAttempts: 50 }, { maxAttempts: 50, maxLosses: 50 }],
    [
      { maxAttempts: 50, maxLosses: 2 },
      { maxAttempts: 50, maxLosses: 2 },
    ],
    [{ isHousekeeping: true }, { maxAttempts: 8, maxLosses: 20, isHousekeeping: true }],
  ])("of which %j is said has %j", (said, whole) => {
    expect(defineJob({ kind: "paint", payload, ...said })).toMatchObject(whole);
  });

  test.each([
    [1, 0, 800],
    [1, 1, 1_200],
    [2, 0.5, 2_000],
    [3, 0.5, 4_000],
    [9, 0.5, 256_000],
    [10, 0.5, 300_000],
    [40, 0, 240_000],
    [40, 1, 360_000],
  ])("waits after attempt %d, by chance %d, for %d ms", (attempt, chance, waitMs) => {
    vi.spyOn(Math, "random").mockReturnValue(chance);
    const { retryDelayMs } = defineJob({ kind: "paint", payload });
    expect(retryDelayMs(attempt)).toBeCloseTo(waitMs, 6);
  });
});

test("a lost lease says which it was", () => {
  expect(String(new LeaseLost({ id: 7n, fence: 12n }))).toBe(
    "LeaseLost: The lease with fence 12 on job 7 is lost.",
  );
});
