import { expect, test } from "vitest";
import { MANIFEST_LIMITS } from "./limits.ts";
import { IdRegister, withId, withOtherId } from "./repairs-ids.ts";

test.each([
  ["{}", '{"custom_id":"x"}'],
  ["{ }", '{"custom_id":"x" }'],
  ['\t{ "a" : 1.0 }', '\t{"custom_id":"x", "a" : 1.0 }'],
  ['{"a":"{"}', '{"custom_id":"x","a":"{"}'],
])("an id is put first into %j, and nothing else changes", (text, expected) => {
  expect(withId(text, "custom_id", "x")).toBe(expected);
});

test("an id is written as JSON, in the place of the one that counts", () => {
  expect(withId("{}", "custom_id", '"')).toBe('{"custom_id":"\\""}');
  expect(withOtherId('{"id":"a", "id" : "b" ,"c":1.0}', "id", 'x"')).toBe(
    '{"id":"a", "id" : "x\\"" ,"c":1.0}',
  );
  expect(withOtherId('{"a":1}', "id", "x")).toBe('{"a":1}');
});

test("an id is used again only when another line had it first", () => {
  const ids = new IdRegister();
  ids.claim("a", 3);
  ids.claim("a", 7);
  expect([ids.isDuplicate("a", 3), ids.isDuplicate("a", 7)]).toEqual([false, true]);
  expect([ids.isDuplicate("b", 1), ids.isDuplicate("b", 1), ids.isDuplicate("b", 2)]).toEqual([
    false,
    false,
    true,
  ]);
});

test("an id made for a line has its number, and counts on where that is taken", () => {
  const ids = new IdRegister();
  ids.claim("item-000002", 1);
  ids.claim("item-000002-2", 9);
  expect(ids.idForLine(2)).toBe("item-000002-3");
  expect(ids.idForLine(12)).toBe("item-000012");
  expect(ids.idForLine(1_234_567)).toBe("item-1234567");
});

test("of an id that many lines have each gets a number of its own, however many ids there are", () => {
  const ids = new IdRegister();
  const made = new Set<string | undefined>();
  for (let line = 1; line <= 12_000; line += 1) {
    ids.claim(`id-${line}`, line);
    made.add(ids.uniqueId(`id-${line}`, line));
  }
  expect(made.size).toBe(12_000);
  expect(ids.uniqueId("id-1", 20_000)).toBe("id-1-3");
  expect(ids.uniqueId("id-12000", 20_001)).toBe("id-12000-3");
});

test("an id that would be too long with a number is not made", () => {
  const ids = new IdRegister();
  const { maxIdLength } = MANIFEST_LIMITS;
  expect(ids.uniqueId("x".repeat(maxIdLength - 2), 1)).toBe(`${"x".repeat(maxIdLength - 2)}-2`);
  expect(ids.uniqueId("x".repeat(maxIdLength - 1), 1)).toBeUndefined();
});
