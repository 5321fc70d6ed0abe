import { describe, expect, test } from "vitest";
import { backoffMs, sandboxBackoff } from "./backoff.ts";

const settings = { retries: 8, baseMs: 1_000, maxMs: 10_000 };

describe("the wait before a retry", () => {
  test.each([
    [1, 0, 500],
    [1, 1, 1_000],
    [2, 0, 1_000],
    [2, 1, 2_000],
    [4, 0.5, 6_000],
    [5, 0, 5_000],
    [5, 1, 10_000],
    [60, 1, 10_000],
  ])("number %d, by chance %d, is %d ms", (retry, chance, waitMs) => {
    expect(backoffMs(retry, settings, null, () => chance)).toBe(waitMs);
  });

  test("is never shorter than the provider asked for, nor longer for its sake than that", () => {
    expect(backoffMs(1, settings, 30_000, () => 0)).toBe(30_000);
    expect(backoffMs(1, settings, 100, () => 0)).toBe(500);
  });

  test("is a whole number", () => {
    expect(backoffMs(1, settings, null, () => 1 / 3)).toBe(667);
  });
});

test("a sandbox at its own speed keeps the contract's eight retries, and all waits shrink with the speed", () => {
  expect(sandboxBackoff(1)).toEqual({ retries: 8, baseMs: 25, maxMs: 2_000 });
  expect(sandboxBackoff(5)).toEqual({ retries: 8, baseMs: 5, maxMs: 400 });
});
