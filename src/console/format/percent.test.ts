import { expect, test } from "vitest";
import { formatPercent, formatShare } from "./percent.ts";

test("says 0 % only of none and 100 % only of all", () => {
  expect(formatShare(0, 1319)).toBe("0\u00a0%");
  expect(formatShare(1, 1319)).toBe("1\u00a0%");
  expect(formatShare(806, 1319)).toBe("61\u00a0%");
  expect(formatShare(1318, 1319)).toBe("99\u00a0%");
  expect(formatShare(1319, 1319)).toBe("100\u00a0%");
  expect(formatShare(0, 0)).toBe("0\u00a0%");
});

test("keeps at most two decimals of a rate", () => {
  expect(formatPercent(0.059)).toBe("5.9\u00a0%");
  expect(formatPercent(0.99876)).toBe("99.88\u00a0%");
  expect(formatPercent(1)).toBe("100\u00a0%");
});
