import { expect, test } from "vitest";
import { keepList } from "./kept-list.ts";

test("a list stays the same object until a member of it changes, comes or goes", () => {
  const keep = keepList<object>();
  const [a, b, changed] = [{}, {}, {}];
  const first = keep([a, b]);
  expect(keep([a, b])).toBe(first);
  expect(keep([a, changed])).toEqual([a, changed]);
  expect(keep([a, b])).not.toBe(first);
  expect(keep([a])).toEqual([a]);
  expect(keep([])).toEqual([]);
});
