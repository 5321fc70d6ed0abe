import { expect, test } from "vitest";
import { addToGroup, ManifestGroups } from "./groups.ts";
import type { ManifestItem } from "./item.ts";

function item(fields: Partial<ManifestItem> = {}): ManifestItem {
  return {
    custom_id: "a",
    format: "native",
    operation: "responses",
    models: ["m"],
    url: "/v1/responses",
    body: {},
    max_output_tokens: null,
    temperature: null,
    metadata: null,
    ...fields,
  };
}

test("items are of one group exactly when they ask for the same of the same models in the same order", () => {
  const groups = new ManifestGroups(10);
  const first = groups.groupOf(item());
  const kinds = [
    item({ operation: "vision" }),
    item({ models: ["n"] }),
    item({ models: ["m", "n"] }),
    item({ models: ["n", "m"] }),
    item({ models: ["m", "o"] }),
    item({ models: ["m n"] }),
  ];
  const others = kinds.map((kind) => groups.groupOf(kind));
  expect(new Set([first, ...others]).size).toBe(kinds.length + 1);
  expect(groups.groupOf(item())).toBe(first);
  expect(kinds.map((kind) => groups.groupOf(kind))).toEqual(others);
  expect(groups.list()).toEqual([first, ...others]);
});

test("a group too many is not made, and those that are there still take items", () => {
  const groups = new ManifestGroups(1);
  const first = groups.groupOf(item());
  expect(groups.groupOf(item({ models: ["n"] }))).toBeUndefined();
  expect(groups.groupOf(item({ models: ["n"] }))).toBeUndefined();
  expect(groups.groupOf(item())).toBe(first);
  expect(groups.list()).toHaveLength(1);
});

test("a group sums what its items ask for, and counts those that state no output limit", () => {
  const group = {
    operation: "responses" as const,
    models: ["m"],
    items: 0,
    input_tokens: 0,
    max_output_tokens: 0,
    items_without_max_output_tokens: 0,
  };
  addToGroup(group, item({ max_output_tokens: 10 }), 7);
  addToGroup(group, item({ max_output_tokens: 5 }), 3);
  addToGroup(group, item(), 100);
  expect(group).toMatchObject({
    items: 3,
    input_tokens: 110,
    max_output_tokens: 15,
    items_without_max_output_tokens: 1,
  });
});
