import type { CatalogModel } from "#contract/catalog.ts";
import type { ManifestGroup } from "#contract/manifest/groups.ts";
import { expect, test } from "vitest";
import { estimateLocally } from "./local-estimate.ts";

type Offering = CatalogModel["provider_offerings"][number];

function offering(input: string, output: string): Offering {
  return {
    lane_id: `lane-${input}`,
    provider: "p",
    region: "us",
    privacy_tiers: ["standard"],
    input_price_per_million: input,
    output_price_per_million: output,
    batch_discount: "0.50",
    hosted_tools: [],
    completion_window: "24h",
    health: "healthy",
    read_on: "2026-01-01",
    source: "",
    confirmed: true,
  };
}

const chat: CatalogModel = {
  slug: "chat",
  aliases: ["chat-latest"],
  display_name: "Chat",
  provider: "p",
  operations: ["responses"],
  context_window: 1000,
  max_input_tokens: 1000,
  max_output_tokens: 400,
  provider_offerings: [offering("2", "8"), offering("1", "4")],
};

function group(fields: Partial<ManifestGroup>): ManifestGroup {
  return {
    operation: "responses",
    models: ["chat"],
    items: 1000,
    input_tokens: 2_000_000,
    max_output_tokens: 0,
    items_without_max_output_tokens: 1000,
    ...fields,
  };
}

test("a file is priced from its cheapest to its dearest lane with the fee, no item above what the model can write", () => {
  // 2M in at $0.50 or $1, 0.4M out at $2 or $4, and 5.9 %.
  expect(estimateLocally([group({})], [chat])).toEqual({
    low: 1_906_200n,
    high: 3_812_400n,
    output_tokens: 400_000,
    assumed_items: 1000,
    unpriced_items: 0,
  });
});

test("what items state counts over what is assumed, and an alias is the model", () => {
  const stated = group({
    models: ["chat-latest"],
    max_output_tokens: 10_000,
    items_without_max_output_tokens: 0,
  });
  const { low, output_tokens, assumed_items } = estimateLocally([stated], [chat]);
  expect({ low, output_tokens, assumed_items }).toEqual({
    low: 1_080_180n,
    output_tokens: 10_000,
    assumed_items: 0,
  });
});

test("items that nobody offers are counted apart", () => {
  const groups = [group({ models: ["other"] }), group({ operation: "embeddings", items: 7 })];
  expect(estimateLocally(groups, [chat])).toMatchObject({
    low: 0n,
    high: 0n,
    unpriced_items: 1007,
  });
});
