import fc from "fast-check";
import { expect, test } from "vitest";
import { BatchId, Money, newId, toMicros, toMoney } from "./primitives.ts";

test("money survives the way to the wire and back, to the micro-dollar", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), (micros) => {
      expect(toMicros(toMoney(micros))).toBe(micros);
    }),
  );
});

test("wire money has six places and takes up to six", () => {
  expect(toMoney(2_413_700n).amount).toBe("2.413700");
  expect(toMoney(-1n).amount).toBe("-0.000001");
  expect(toMicros({ amount: "3" })).toBe(3_000_000n);
  expect(toMicros({ amount: "0.5" })).toBe(500_000n);
});

test.each(["1.2345678", "1e3", "-1", "01", ".5", "1.", "", " 1", "1,5"])(
  "refuses %o as an amount",
  (amount) => {
    expect(Money.safeParse({ currency: "usd", amount }).success).toBe(false);
  },
);

test("ids carry their prefix, sort by the time they were made, and do not repeat", () => {
  const early = newId("batch", 1_700_000_000_000);
  const late = newId("batch", 1_700_000_000_001);
  expect(early < late).toBe(true);
  expect(BatchId.parse(early)).toBe(early);
  expect(BatchId.safeParse(newId("file")).success).toBe(false);
  expect(new Set(Array.from({ length: 1_000 }, () => newId("batch", 0))).size).toBe(1_000);
});
