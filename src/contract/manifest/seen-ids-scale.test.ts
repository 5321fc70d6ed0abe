import { expect, test } from "vitest";
import { SeenIds } from "./seen-ids.ts";

test("an id is known again by the line that used it first, however many came between", () => {
  const seen = new SeenIds();
  for (let line = 1; line <= 100_000; line += 1) expect(seen.add(`item-${line}`, line)).toBe(0);
  expect(seen.add("item-12", 100_001)).toBe(12);
  expect(seen.add("item-99999", 100_002)).toBe(99_999);
  expect(seen.add("item-12", 100_003)).toBe(12);
});

test("a million counted ids meet in no hash", () => {
  const seen = new SeenIds();
  let met = 0;
  for (let line = 1; line <= 1_000_000; line += 1) if (seen.add(String(line), line) !== 0) met += 1;
  expect(met).toBe(0);
});
