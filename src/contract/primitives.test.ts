import fc from "fast-check";
import { expect, test } from "vitest";
import { BatchId, Money, newId, Text, Timestamp, toMicros, toMoney } from "./primitives.ts";

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

test("takes the largest amount that can be kept, and none above it", () => {
  expect(Money.safeParse({ currency: "usd", amount: "999999999999.999999" }).success).toBe(true);
  expect(Money.safeParse({ currency: "usd", amount: "1000000000000" }).success).toBe(false);
});

test("ids carry their prefix, sort by the time they were made, and do not repeat", () => {
  const early = newId("batch", 1_700_000_000_000);
  const late = newId("batch", 1_700_000_000_001);
  expect(early < late).toBe(true);
  expect(BatchId.parse(early)).toBe(early);
  expect(BatchId.safeParse(newId("file")).success).toBe(false);
  expect(new Set(Array.from({ length: 1_000 }, () => newId("batch", 0))).size).toBe(1_000);
});

test.each(["", " ", "żółć 👋", "line\nbreak\t", "\u200b", "\ufffd"])("takes %j as text", (text) => {
  expect(Text.parse(text)).toBe(text);
});

test.each(["\0", "before\0after", "\ud800", "\udc4b\ud83d", "cut \ud83d"])(
  "refuses %j as text: no database keeps it as it is",
  (text) => {
    expect(Text.safeParse(text).success).toBe(false);
  },
);

test("a moment is in a year that a calendar and a database have", () => {
  expect(Timestamp.safeParse("0001-01-01T00:00:00Z").success).toBe(true);
  expect(Timestamp.safeParse("0000-12-31T23:59:59.999Z").success).toBe(false);
});
