import type { CatalogModel } from "#contract/catalog.ts";
import { expect, test } from "vitest";
import { groupProblem } from "./group-problems.ts";

function model(slug: string, operations: CatalogModel["operations"]): CatalogModel {
  return {
    slug,
    aliases: [],
    display_name: slug,
    provider: "P",
    operations,
    context_window: 1,
    max_input_tokens: 1,
    max_output_tokens: 1,
    provider_offerings: [],
  };
}

const catalog = [model("chat", ["responses", "vision"]), model("embed", ["embeddings"])];

test("a model that does not do what is asked of it is named before anything is sent", () => {
  expect(groupProblem({ operation: "embeddings", models: ["chat"] }, catalog)).toContain(
    "chat does responses and vision, not embeddings",
  );
});

test("one acceptable model that does it is enough", () => {
  expect(
    groupProblem({ operation: "embeddings", models: ["chat", "embed"] }, catalog),
  ).toBeUndefined();
});

test("of a model that the catalog does not name nothing is claimed", () => {
  expect(groupProblem({ operation: "embeddings", models: ["alias"] }, catalog)).toBeUndefined();
});
