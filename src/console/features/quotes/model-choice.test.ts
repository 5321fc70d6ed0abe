import type { CatalogModel } from "#contract/catalog.ts";
import { expect, test } from "vitest";
import { moved, searchModels } from "./model-choice.ts";

const models = ["open-mini", "mini-1", "large-1"].map((slug): CatalogModel => ({
  slug,
  aliases: [],
  display_name: slug,
  provider: slug.startsWith("large") ? "Acme" : "OpenAI",
  operations: ["responses"],
  context_window: 1,
  max_input_tokens: 1,
  max_output_tokens: 1,
  provider_offerings: [],
}));

test("a search finds by name and by provider, names that begin so first", () => {
  expect(searchModels(models, "mini").map(({ slug }) => slug)).toEqual(["mini-1", "open-mini"]);
  expect(searchModels(models, "acme").map(({ slug }) => slug)).toEqual(["large-1"]);
  expect(searchModels(models, "acme mini")).toEqual([]);
});

test("nothing searched for shows all in the catalog's order", () => {
  expect(searchModels(models, " ")).toEqual(models);
});

test("moving keeps every entry once", () => {
  expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
  expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
});
