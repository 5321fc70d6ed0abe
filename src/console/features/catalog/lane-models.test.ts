import type { CatalogModel } from "#contract/catalog.ts";
import { expect, test } from "vitest";
import { mayCostMoney, modelsByLane } from "./lane-models.ts";

function model(slug: string, prices: Readonly<Record<string, [string, string]>>): CatalogModel {
  return {
    slug,
    aliases: [],
    display_name: slug,
    provider: "Maker",
    operations: ["responses"],
    context_window: 1,
    max_input_tokens: 1,
    max_output_tokens: 1,
    provider_offerings: Object.entries(prices).map(([lane_id, [input, output]]) => ({
      lane_id,
      provider: "Provider",
      region: "global",
      privacy_tiers: ["standard"],
      input_price_per_million: input,
      output_price_per_million: output,
      batch_discount: "0",
      hosted_tools: [],
      completion_window: "1h",
      health: "healthy",
      read_on: null,
      source: "stated by who runs the gateway",
      confirmed: true,
    })),
  };
}

const byLane = modelsByLane([
  model("small", { lane_free: ["0", "0"], lane_paid: ["0", "0.000001"] }),
  model("large", { lane_paid: ["1", "2"] }),
]);
const offered = (lane: string) => byLane.get(lane) ?? [];

test("each lane has the models that it offers, in the catalog's order", () => {
  expect(offered("lane_free").map(({ slug }) => slug)).toEqual(["small"]);
  expect(offered("lane_paid").map(({ slug }) => slug)).toEqual(["small", "large"]);
});

test("a lane with any price costs money, a free one does not, a sandbox never", () => {
  expect(mayCostMoney({ adapter: "chat-completions" }, offered("lane_paid"))).toBe(true);
  expect(mayCostMoney({ adapter: "chat-completions" }, offered("lane_free"))).toBe(false);
  expect(mayCostMoney({ adapter: "sandbox" }, offered("lane_paid"))).toBe(false);
});
