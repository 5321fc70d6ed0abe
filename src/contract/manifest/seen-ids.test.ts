import { expect, test } from "vitest";
import { SeenIds } from "./seen-ids.ts";

test("an id is known again by the line that used it first, also after the table has grown", () => {
  const seen = new SeenIds();
  for (let line = 1; line <= 3_000; line += 1) {
    expect(seen.add(`item-${line}`, line)).toBe(0);
    expect(seen.add("item-1", line)).toBe(1);
  }
  for (let line = 1; line <= 3_000; line += 1) expect(seen.add(`item-${line}`, 9_999)).toBe(line);
});

test("ids that differ in little are told apart", () => {
  const seen = new SeenIds();
  let line = 0;
  for (const first of "abcdefgh \u0000é𝄞") {
    for (let length = 1; length <= 200; length += 1) {
      line += 1;
      expect(seen.add(first.repeat(length), line)).toBe(0);
    }
  }
});
