import { expect, test } from "vitest";
import type { ManifestUrl } from "#contract/manifest/line-format.ts";
import { load } from "./configured/test-lanes-file.ts";
import { formOnLane } from "./lane-forms.ts";
import { LaneFailure, type LaneRequest } from "./lane.ts";
import { createLaneEgress } from "./provider/lane-egress.ts";
import { createLanes } from "./registry.ts";
import { itemFormOf } from "./translate/item-form.ts";
import {
  chatItem,
  itemOf,
  responsesItem,
  targetOf,
  TOOL_CHAT,
  TOOL_RESPONSE,
} from "./translate/test-items.ts";
import { toWire } from "./translate/to-wire.ts";

const MODEL = "some-model";

function batchLane(
  lane_id: string,
  endpoints: readonly ManifestUrl[] | null,
  adapter = "openai-batch",
) {
  return {
    lane_id,
    adapter,
    provider: "Nobody",
    display_name: lane_id,
    base_url: adapter === "openai-batch" ? "http://127.0.0.1:9/v1" : "http://127.0.0.1:9",
    region: "local",
    privacy_tiers: ["standard"],
    concurrency: 1,
    ...(endpoints && { batch: { endpoints } }),
    models: [
      {
        model: MODEL,
        upstream_model: "upstream",
        input_price_per_million: "1",
        output_price_per_million: "1",
      },
    ],
  };
}

const NEW_MODEL = {
  display_name: MODEL,
  provider: "Nobody",
  operations: ["responses"],
  context_window: 8_192,
  max_output_tokens: 1_024,
};

/** The file with these lanes; the first says what the model is. */
function fileOf(lanes: readonly ReturnType<typeof batchLane>[]) {
  return lanes.map((lane, at) =>
    at > 0
      ? lane
      : { ...lane, models: lane.models.map((model) => ({ ...model, new_model: NEW_MODEL })) },
  );
}

const HI = [{ role: "user", content: "Hi" }];
const ITEMS: readonly LaneRequest[] = [
  chatItem({ messages: HI }),
  chatItem(TOOL_CHAT),
  chatItem({ messages: HI, logit_bias: { "1": 2 } }),
  chatItem({ messages: HI, seed: 7 }),
  responsesItem(TOOL_RESPONSE),
  responsesItem({ input: "Hi", previous_response_id: "resp_1" }),
  responsesItem({ input: "Hi", tools: [{ type: "web_search" }] }),
  itemOf({ operation: "embeddings", url: "/v1/embeddings", body: { model: MODEL, input: "Hi" } }),
];

test("a batch lane writes an item exactly when the form that the table says can express it", async () => {
  const lanes = [
    batchLane("lane_all", null),
    batchLane("lane_chat", ["/v1/chat/completions"]),
    batchLane("lane_responses", ["/v1/responses"]),
    batchLane("lane_messages", null, "anthropic-batch"),
    batchLane("lane_contents", null, "gemini-batch"),
  ];
  const { catalog, connections } = await load({ lanes: fileOf(lanes) });
  const access = { open: createLaneEgress().open, now: () => new Date(0) };
  const settings = () => {
    throw new Error("There is no sandbox lane");
  };
  const parts = { settings, wait: async () => {}, connections, access };
  const written = [...createLanes(catalog, parts).values()].map((lane) => {
    if (lane.kind !== "batch") throw new TypeError(`${lane.lane_id} takes no batches`);
    return ITEMS.map((item) => {
      try {
        lane.write(item, "id_1");
        return true;
      } catch (error) {
        if (error instanceof LaneFailure) return false;
        throw error;
      }
    });
  });
  const expressed = catalog.lanes.map((lane) =>
    ITEMS.map((item) => {
      const form = formOnLane(lane, itemFormOf(item), connections);
      return form === null || "body" in toWire(item, targetOf(form));
    }),
  );
  expect(written).toEqual(expressed);
  expect(expressed.slice(0, 3)).toEqual([
    [true, true, true, true, true, true, true, true],
    [true, true, true, true, true, false, false, false],
    [true, true, false, false, true, true, true, false],
  ]);
  // A plain chat can be said by all, a bias on one provider's tokens and an embedding by neither of the others.
  expect(expressed.slice(3).map((lane) => [lane[0], lane[2], lane[7]])).toEqual([
    [true, false, false],
    [true, false, false],
  ]);
});

test("a lane of this machine takes every item as it comes", async () => {
  const { catalog } = await load({ sandbox: true, lanes: fileOf([batchLane("lane_all", null)]) });
  const sandbox = catalog.lanes.filter(({ adapter }) => adapter === "sandbox");
  expect(sandbox.length).toBeGreaterThan(0);
  expect(sandbox.map((lane) => formOnLane(lane, "responses", new Map()))).toEqual(
    sandbox.map(() => null),
  );
});
