import fc from "fast-check";
import { expect, test } from "vitest";
import {
  BatchId,
  ID_PREFIXES,
  Money,
  newId,
  SignedMoney,
  Text,
  Timestamp,
  toMicros,
  toMoney,
  type IdKind,
} from "./primitives.ts";

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

test("an id is its prefix, nine characters of the time and eleven of chance, in Crockford's base32", () => {
  const source = (bytes: readonly number[]) => (purpose: string, size: number) => {
    expect([purpose, size]).toEqual(["batch", 11]);
    return Uint8Array.from({ length: size }, (_, at) => bytes[at % bytes.length] ?? 0);
  };
  expect(newId("batch", 0, source([0]))).toBe("bat_00000000000000000000");
  expect(newId("batch", 31, source([31, 32, 255]))).toBe("bat_00000000zz0zz0zz0zz0");
  expect(newId("batch", 32 ** 9 - 1, source([10]))).toBe("bat_zzzzzzzzzaaaaaaaaaaa");
  const time = newId("batch", 1_700_000_000_000, source([0])).slice(4, 13);
  const decoded = Array.from(time).reduce(
    (sum, digit) => sum * 32 + "0123456789abcdefghjkmnpqrstvwxyz".indexOf(digit),
    0,
  );
  expect(decoded).toBe(1_700_000_000_000);
});

test("no two kinds of id have one prefix, and each is a short word", () => {
  const prefixes = Object.values(ID_PREFIXES);
  expect(new Set(prefixes).size).toBe(prefixes.length);
  for (const kind of Object.keys(ID_PREFIXES) as IdKind[]) {
    expect(newId(kind, 0).startsWith(`${ID_PREFIXES[kind]}_`)).toBe(true);
    expect(ID_PREFIXES[kind]).toMatch(/^[a-z]{3,5}$/);
  }
});

test("an id of another form is refused with what was expected", () => {
  const id = newId("batch", 0);
  for (const text of [
    `x${id}`,
    `${id}0`,
    id.slice(0, -1),
    id.replace("_", ""),
    `${id}`.replace(/.$/, "u"),
  ]) {
    const { error } = BatchId.safeParse(text);
    expect(error?.issues[0]?.message).toBe("Expected an id like bat_…");
  }
});

test("money is of one currency, and only what may be below zero is", () => {
  const { error } = Money.safeParse({ currency: "usd", amount: "-1" });
  expect(error?.issues[0]?.message).toBe(
    'Expected a decimal string with at most 6 places, like "2.413700"',
  );
  expect(Money.safeParse({ currency: "eur", amount: "1" }).success).toBe(false);
  for (const amount of ["-1", "1", "-0.000001", "1234567890123.5"])
    expect(SignedMoney.safeParse({ currency: "usd", amount }).success, amount).toBe(true);
  for (const amount of ["--1", "1.", ".5", "1.1234567", "12345678901234", " 1", "1 ", "x"])
    expect(SignedMoney.safeParse({ currency: "usd", amount }).success, amount).toBe(false);
});

test.each<[bigint, string]>([
  [0n, "0.000000"],
  [999_999n, "0.999999"],
  [1_000_000n, "1.000000"],
  [-1_500_000n, "-1.500000"],
])("%s micro-dollars are written %s", (micros, amount) => {
  expect(toMoney(micros)).toEqual({ currency: "usd", amount });
  expect(toMicros({ amount })).toBe(micros);
});
