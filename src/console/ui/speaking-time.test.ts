import { expect, test } from "vitest";
import { speakingDelayMs } from "./speaking-time.ts";

const last = { message: "10 percent", atMs: 100_000 };

test("says the first thing at once", () => {
  expect(speakingDelayMs("10 percent", undefined, 0, 5_000)).toBe(0);
});

test("keeps the interval between two things, whichever is the latest by then", () => {
  expect(speakingDelayMs("20 percent", last, 101_000, 5_000)).toBe(4_000);
  expect(speakingDelayMs("30 percent", last, 104_999, 5_000)).toBe(1);
  expect(speakingDelayMs("40 percent", last, 109_000, 5_000)).toBe(0);
});

test("says nothing twice and nothing of nothing", () => {
  expect(speakingDelayMs("10 percent", last, 200_000, 5_000)).toBeUndefined();
  expect(speakingDelayMs("", undefined, 0, 5_000)).toBeUndefined();
});
