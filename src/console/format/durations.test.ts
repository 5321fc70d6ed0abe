import { expect, test } from "vitest";
import { formatClock, formatDuration, formatDurationRange } from "./durations.ts";

const spaced = (text: string) => text.replaceAll("\u00a0", " ");

test.each([
  [0, "0 ms"],
  [88, "88 ms"],
  [999.9, "999 ms"],
  [1_000, "1 s"],
  [1_460, "1.4 s"],
  [42_900, "42 s"],
  [60_000, "1 m"],
  [72_000, "1 m 12 s"],
  [86_280_000, "23 h 58 m"],
  [86_400_000, "1 d"],
  [180_000_000, "2 d 2 h"],
  [-5, "0 ms"],
])("writes %d ms as %s", (durationMs, expected) => {
  expect(spaced(formatDuration(durationMs))).toBe(expected);
});

test("ticks in whole seconds and never claims more time than is left", () => {
  expect(spaced(formatClock(999))).toBe("0 s");
  expect(spaced(formatClock(9_999))).toBe("9 s");
  expect(spaced(formatClock(599_999))).toBe("9 m 59 s");
});

test("says the unit of a range once when both ends share it", () => {
  expect(spaced(formatDurationRange(40_000, 55_000))).toBe("40–55 s");
  expect(spaced(formatDurationRange(55_000, 80_000))).toBe("55 s – 1 m 20 s");
  expect(spaced(formatDurationRange(60_000, 60_000))).toBe("1 m");
});
