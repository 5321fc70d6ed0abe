import type { CatalogModel } from "#contract/catalog.ts";
import { expect, test } from "vitest";
import { filterModels, providersOf } from "./filter-models.ts";

function model(
  slug: string,
  operations: CatalogModel["operations"],
  providers: string[],
): CatalogModel {
  return {
    slug,
    aliases: [],
    display_name: slug,
    provider: "Maker",
    operations,
    context_window: 1,
    max_input_tokens: 1,
    max_output_tokens: 1,
    provider_offerings: providers.map((provider) => ({
      lane_id: `lane_${provider.toLowerCase()}`,
      provider,
      region: "global",
      privacy_tiers: ["standard"],
      input_price_per_million: "1",
      output_price_per_million: "2",
      batch_discount: "0.50",
      hosted_tools: [],
      completion_window: "24h",
      health: "healthy",
      read_on: "2026-11-24",
      source: "https://example.com/prices",
      confirmed: true,
    })),
  };
}

const models = [
  model("small-1", ["responses"], ["Azure", "OpenAI"]),
  model("embed-1", ["embeddings"], ["OpenAI"]),
];
const all = { text: "", provider: "", operation: "" };

test("nothing asked keeps everything", () => {
  expect(filterModels(models, all)).toEqual(models);
});

test("a provider keeps its own offerings alone, and drops models without one", () => {
  const kept = filterModels(models, { ...all, provider: "Azure" });
  expect(kept.map(({ slug }) => slug)).toEqual(["small-1"]);
  expect(kept[0]?.provider_offerings.map(({ lane_id }) => lane_id)).toEqual(["lane_azure"]);
});

test("all words must be found, in whatever order", () => {
  expect(filterModels(models, { ...all, text: "azure SMALL" })).toHaveLength(1);
  expect(filterModels(models, { ...all, text: "azure embed" })).toHaveLength(0);
});

test("an operation keeps the models that do it", () => {
  expect(filterModels(models, { ...all, operation: "embeddings" })).toHaveLength(1);
});

test("providers are named once", () => {
  expect(providersOf(models)).toEqual(["Azure", "OpenAI"]);
});
