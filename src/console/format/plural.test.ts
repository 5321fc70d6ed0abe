import { expect, test } from "vitest";
import { plural } from "./plural.ts";

test("says one item, but no items and several items", () => {
  expect(plural(1, "item")).toBe("1\u00a0item");
  expect(plural(0, "item")).toBe("0\u00a0items");
  expect(plural(1319, "item")).toBe("1,319\u00a0items");
});

test("takes the plural it is given", () => {
  expect(plural(2, "retry", "retries")).toBe("2\u00a0retries");
});
