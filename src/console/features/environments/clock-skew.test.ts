import { expect, test } from "vitest";
import { clockSkewMs } from "./clock-skew.ts";

test("a clock that agrees has no skew, however long the way was", () => {
  expect(clockSkewMs(1_500, 1_000, 2_000)).toBe(0);
});

test("ahead is above zero and behind is below", () => {
  expect(clockSkewMs(61_500, 1_000, 2_000)).toBe(60_000);
  expect(clockSkewMs(500, 1_000, 2_000)).toBe(-1_000);
});
