import { expect, test } from "vitest";
import { rowForKey, tabForKey } from "./list-keys.ts";

test("goes down and up a list by arrows and by J and K, stopping at its ends", () => {
  expect(rowForKey("ArrowDown", 0, 3)).toBe(1);
  expect(rowForKey("j", 2, 3)).toBe(2);
  expect(rowForKey("k", 0, 3)).toBe(0);
  expect(rowForKey("End", 0, 1319)).toBe(1318);
  expect(rowForKey("PageDown", 1315, 1319)).toBe(1318);
});

test("enters a list that has no active row at its first", () => {
  expect(rowForKey("ArrowDown", -1, 3)).toBe(0);
  expect(rowForKey("ArrowUp", -1, 3)).toBe(0);
});

test("leaves other keys, and lists of nothing, alone", () => {
  expect(rowForKey("Enter", 0, 3)).toBeUndefined();
  expect(rowForKey("ArrowDown", 0, 0)).toBeUndefined();
  expect(tabForKey("ArrowDown", 0, 3)).toBeUndefined();
});

test("goes round the ends of a row of tabs", () => {
  expect(tabForKey("ArrowRight", 2, 3)).toBe(0);
  expect(tabForKey("ArrowLeft", 0, 3)).toBe(2);
});
