import { expect, test } from "vitest";
import { formatMicros, formatMoney } from "./money.ts";

test.each([
  ["2.413700", "$2.4137"],
  ["24.931200", "$24.9312"],
  ["0.038104", "$0.0381"],
  ["0.000214", "$0.000214"],
  ["0.000001", "$0.000001"],
  ["0.000000", "$0.00"],
  ["25", "$25.00"],
  ["0.5", "$0.50"],
  ["100.005000", "$100.01"],
  ["1234567.891000", "$1,234,567.89"],
  ["-0.061400", "−$0.0614"],
  ["9007199254740993.000000", "$9,007,199,254,740,993.00"],
])("writes the amount %s as %s", (amount, expected) => {
  expect(formatMoney(amount)).toBe(expected);
  expect(formatMoney({ amount })).toBe(expected);
});

test("keeps every micro-dollar when asked to be exact", () => {
  expect(formatMoney("100.005001", { exact: true })).toBe("$100.005001");
  expect(formatMicros(2_413_700n, { exact: true })).toBe("$2.4137");
});

test("never rounds something to nothing", () => {
  for (let micros = 1n; micros < 20_000n; micros += 7n) {
    expect(formatMicros(micros)).not.toBe("$0.00");
  }
});

test("gives text that is no amount back as it came", () => {
  expect(formatMoney("n/a")).toBe("n/a");
});
