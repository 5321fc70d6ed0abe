import { expect, test } from "vitest";
import type { Lane } from "#gateway/lanes/lane.ts";
import { unitSizeOf } from "./unit-size.ts";
import { TestUpstream } from "./upstream/test-upstream.ts";

const call = () => Promise.reject(new Error("Nothing is called here."));
const sync = { kind: "sync", concurrency: 1, call } as const;
const backoff = { retries: 0, baseMs: 1, maxMs: 1 };
const batchLane = (lane_id: string, items: number, bytes: number) =>
  new TestUpstream().lane({ lane_id, limits: { items, bytes } });

const LANES = new Map<string, Lane>(
  [
    { ...sync, lane_id: "lane_here", pacing: null },
    { ...sync, lane_id: "lane_provider", pacing: { requests_per_minute: null, backoff } },
    batchLane("lane_large", 100_000, 256_000_000),
    batchLane("lane_small", 50_000, 200_000_000),
  ].map((lane): [string, Lane] => [lane.lane_id, lane]),
);

/** The size of units where each ladder has these lanes. */
function sizeOf(item_count: number, ...ladders: readonly (readonly string[])[]) {
  const made = ladders.map((lanes, at) => ({
    operation: "responses" as const,
    models: [`model-${at}`],
    items: item_count,
    rungs: lanes.map((lane_id, place) => ({ rung: place + 1, lane_id, model: `model-${at}` })),
  }));
  return unitSizeOf({ ladders: made, item_count }, LANES);
}

test("a unit has a fiftieth of the batch, at least one item and at most a thousand", () => {
  const counts = [1, 50, 51, 1_319, 49_999, 1_000_000];
  expect(counts.map((count) => sizeOf(count, ["lane_here"]).items)).toEqual([
    1, 1, 2, 27, 1_000, 1_000,
  ]);
});

test("with a lane that a provider bills by the call a unit has at most a hundred items, since a worker's death costs one", () => {
  expect(sizeOf(1_000_000, ["lane_here", "lane_provider"]).items).toBe(100);
  expect(sizeOf(1_319, ["lane_provider"]).items).toBe(27);
});

test("where all work starts on lanes that take whole batches, a unit has what the smallest of them takes, with room for its form", () => {
  const size = sizeOf(1_000_000, ["lane_large", "lane_provider"], ["lane_small"]);
  expect(size).toEqual({ items: 50_000, bytes: 160_000_000 });
  expect(sizeOf(1_319, ["lane_large"]).items).toBe(1_319);
});

test("where some work starts elsewhere, units are as usual", () => {
  expect(sizeOf(1_000_000, ["lane_large"], ["lane_here"]).items).toBe(1_000);
  expect(sizeOf(1_000_000, ["lane_here", "lane_large"]).items).toBe(1_000);
});
