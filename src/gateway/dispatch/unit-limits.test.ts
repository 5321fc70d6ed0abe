import { expect, test } from "vitest";
import { UNIT_LIMITS } from "./unit-limits.ts";
import { UNIT_INPUT_BYTES } from "./unit-size.ts";

const MEBIBYTE = 1024 ** 2;

test("what a process has in hand of units fits into a hundred mebibytes, and into that some of the largest", () => {
  const { inputBytes, answerBytes, mostUnits } = UNIT_LIMITS;
  expect(inputBytes + answerBytes).toBeLessThan(100 * MEBIBYTE);
  expect(inputBytes).toBeGreaterThanOrEqual(4 * UNIT_INPUT_BYTES);
  // An answer may be as long as the longest line there is, and one has to go by while others wait.
  expect(answerBytes).toBeGreaterThanOrEqual(16 * MEBIBYTE);
  expect(mostUnits).toBeGreaterThanOrEqual(16);
});
