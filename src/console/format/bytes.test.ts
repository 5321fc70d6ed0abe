import { expect, test } from "vitest";
import { formatBytes } from "./bytes.ts";

test.each([
  [0, "0\u00a0B"],
  [999, "999\u00a0B"],
  [1_000, "1\u00a0kB"],
  [1_234, "1.2\u00a0kB"],
  [99_949, "99.9\u00a0kB"],
  [99_950, "100\u00a0kB"],
  [999_499, "999\u00a0kB"],
  [999_500, "1\u00a0MB"],
  [206_000_000, "206\u00a0MB"],
  [2_147_483_648, "2.1\u00a0GB"],
  [-1_500, "−1.5\u00a0kB"],
])("writes %i bytes as %s, never with four digits", (sizeBytes, expected) => {
  expect(formatBytes(sizeBytes)).toBe(expected);
});
