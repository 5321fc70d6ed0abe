import { expect, test } from "vitest";
import { excerptOf } from "./signed-excerpt.ts";

test("shows a small content whole, with the changed character apart", () => {
  expect(excerptOf("abcdef", null)).toMatchObject({ before: "abcdef", marked: "", after: "" });
  expect(excerptOf("abcdef", 2)).toEqual({
    before: "ab",
    marked: "c",
    after: "def",
    hasMoreBefore: false,
    hasMoreAfter: false,
  });
});

test("shows of a large content the part around the changed character, and says that there is more", () => {
  const content = `${"x".repeat(50_000)}!${"y".repeat(50_000)}`;
  const { before, marked, after, hasMoreBefore, hasMoreAfter } = excerptOf(content, 50_000);
  expect(marked).toBe("!");
  expect(content).toContain(before + marked + after);
  expect(before.length + after.length).toBeLessThan(10_000);
  expect([hasMoreBefore, hasMoreAfter]).toEqual([true, true]);
});
