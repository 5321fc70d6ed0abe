import { expect, test } from "vitest";
import { kindDifferences, missingPaths, shapeOf } from "./answer-shape.ts";

test("the members of a list count as one", () => {
  expect([...shapeOf({ data: [{ id: "a" }, { id: "b", at: null }] }).keys()]).toEqual([
    "",
    "data",
    "data[]",
    "data[].id",
    "data[].at",
  ]);
});

test("a field that only one of two has is missing, and what is below it is not said again", () => {
  const one = shapeOf({ a: 1, b: { c: 2 } });
  expect(missingPaths(one, shapeOf({ a: 1 }))).toEqual(["b"]);
  expect(missingPaths(shapeOf({ a: 1 }), one)).toEqual([]);
});

test("an empty list and a null tell nothing of what could be in them", () => {
  const full = shapeOf({ data: [{ id: "a" }], error: { code: "x" } });
  expect(missingPaths(full, shapeOf({ data: [], error: null }))).toEqual([]);
});

test("values of another kind differ, unless one of them is null", () => {
  expect(kindDifferences(shapeOf({ a: "1", b: null }), shapeOf({ a: 1, b: 2 }))).toEqual([
    "a: string, number",
  ]);
});
