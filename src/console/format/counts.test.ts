import fc from "fast-check";
import { expect, test } from "vitest";
import { formatCompactCount, formatCount, formatRate } from "./counts.ts";

test("parts the thousands of a count, also of one beyond the safe integers", () => {
  expect(formatCount(0)).toBe("0");
  expect(formatCount(1319)).toBe("1,319");
  expect(formatCount(9_007_199_254_740_993n)).toBe("9,007,199,254,740,993");
});

test("shortens a count to one decimal and a letter", () => {
  expect(formatCompactCount(999)).toBe("999");
  expect(formatCompactCount(1_250_000)).toBe("1.3M");
});

test("writes a rate with one decimal below a hundred and none from there on", () => {
  expect(formatRate(11.24, "items/s")).toBe("11.2\u00a0items/s");
  expect(formatRate(1234.5, "items/s")).toBe("1,235\u00a0items/s");
});

test("writes any count as the platform's own format would", () => {
  const platform = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
  const count = fc.oneof(fc.bigInt(), fc.double({ min: 0, max: 1e15, noNaN: true }));
  fc.assert(fc.property(count, (any) => formatCount(any) === platform.format(any)));
});

test("shortens any count as the platform's own format would", () => {
  const platform = new Intl.NumberFormat("en-US", {
    notation: "compact",
    maximumFractionDigits: 1,
  });
  const count = fc.oneof(
    fc.nat(2_000_000),
    fc.maxSafeNat().filter((any) => any < 999e12),
  );
  fc.assert(fc.property(count, (any) => formatCompactCount(any) === platform.format(any)));
});
