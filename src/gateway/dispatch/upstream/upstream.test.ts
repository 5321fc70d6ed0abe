import { expect, test } from "vitest";
import { LaneFailure } from "#gateway/lanes/lane.ts";
import { artifactIds, artifactLines, items, submit } from "../test-batches.ts";
import { oddAnswer, oddBody } from "../test-dispatch.ts";
import { ended } from "./test-upstream.ts";
import {
  addWorker,
  gateway,
  get,
  idsOf,
  org_id,
  pass,
  prepareTestUpstream,
  upstream,
  WAITS,
} from "./test-upstream-dispatch.ts";

prepareTestUpstream();

test("1,319 items are one batch at the provider, and its answers in any order are each item's once, in input order", async () => {
  const batch = await submit(gateway, org_id, items(1_319));
  const worker = addWorker();
  await pass(worker);
  expect(upstream.batches).toMatchObject([
    { lines: { length: 1_319 }, isForgotten: true, isCancelled: false },
  ]);
  expect(await get(batch.id)).toMatchObject({
    status: "completed",
    counts: { total: 1_319, completed: 1_319, failed: 0, cancelled: 0 },
  });
  const lines = await artifactLines(gateway, batch.id, "output");
  expect(await artifactIds(gateway, batch.id)).toEqual({ output: idsOf(1_319), errors: [] });
  expect(lines[7]).toContain(`"body":${oddBody("item-7")}`);
  expect(gateway.failures).toEqual([]);
});

test("while the provider works a batch shows what it has, how far it is, and when it is asked again", async () => {
  const batch = await submit(gateway, org_id, items(3));
  upstream.stateOf = () => WAITS;
  const worker = addWorker();
  await pass(worker, 1);
  const before = await get(batch.id);
  expect(before).toMatchObject({ status: "dispatched", running_items: 3 });
  expect(before.upstream).toEqual([
    {
      lane_id: "lane_openai",
      model: "gpt-4o-mini",
      batches: 1,
      items: 3,
      completed: 1,
      failed: 0,
      since: "2026-11-24T12:00:00.000Z",
      next_look_at: "2026-11-24T12:01:20.000Z",
    },
  ]);
  upstream.stateOf = () => ended(3);
  await pass(worker, 1);
  expect((await get(batch.id)).upstream).toEqual([]);
});

test("what a provider calls an item is short and like no other, whatever the customer calls it", async () => {
  const long = items(2).map((item, at) => ({ ...item, customer_item_id: "ä/".repeat(50) + at }));
  await submit(gateway, org_id, long);
  await submit(gateway, org_id, items(2));
  await pass(addWorker());
  const ids = upstream.batches.flatMap(({ lines }) => lines.map(({ id }) => id));
  expect(new Set(ids).size).toBe(4);
  for (const id of ids) expect(id).toMatch(/^\w{1,48}$/);
});

test("work is cut by what the provider takes in a batch", async () => {
  const batch = await submit(gateway, org_id, items(10));
  await pass(addWorker({ limits: { items: 4, bytes: 1024 ** 2 } }));
  expect(upstream.batches.map(({ lines }) => lines.length).toSorted()).toEqual([2, 4, 4]);
  expect(await artifactIds(gateway, batch.id)).toEqual({ output: idsOf(10), errors: [] });
});

test("lines that grow above the provider's limit of bytes are split over batches", async () => {
  const batch = await submit(gateway, org_id, items(3));
  const padded = "x".repeat(600);
  const { write } = upstream.lane();
  await pass(
    addWorker({
      limits: { items: 100, bytes: 1_500 },
      write: (request, id) => {
        const line = write(request, id);
        return { ...line, text: line.text.replace("{", `{"pad":"${padded}",`) };
      },
    }),
  );
  expect(upstream.batches.map(({ lines }) => lines.length).toSorted()).toEqual([1, 2]);
  expect(await artifactIds(gateway, batch.id)).toEqual({ output: idsOf(3), errors: [] });
});

test("a provider without room is offered the batch again until it has some", async () => {
  const batch = await submit(gateway, org_id, items(3));
  upstream.beforeMade = () => {
    if (upstream.handOvers < 15)
      throw new LaneFailure("provider_429", "Too much.", { retry_after_ms: 30_000 });
  };
  await pass(addWorker(), 80);
  expect(upstream.batches).toHaveLength(1);
  expect((await get(batch.id)).lanes).toMatchObject([{ lane_id: "lane_openai", completed: 3 }]);
});

test("an item that goes from a lane of single calls to one of batches and on is asked once of each", async () => {
  const batch = await submit(gateway, org_id, items(4));
  const asked: string[] = [];
  gateway.setScript((request, lane_id) => {
    asked.push(`${lane_id} ${request.custom_id}`);
    if (lane_id === "lane_openai" && request.custom_id !== "item-0")
      throw new LaneFailure("lane_unavailable", "Down.");
    return oddAnswer(request);
  });
  upstream.script = (custom_id) => (custom_id === "item-3" ? "provider_expired" : "answer");
  await pass(addWorker({ lane_id: "lane_azure_global" }), 2);
  expect(asked.toSorted()).toEqual([
    "lane_azure_eu item-3",
    ...idsOf(4).map((id) => `lane_openai ${id}`),
  ]);
  const handedOver = upstream.batches.flatMap(({ lines }) => lines.map((line) => line.custom_id));
  expect(handedOver.toSorted()).toEqual(["item-1", "item-2", "item-3"]);
  expect(await artifactIds(gateway, batch.id)).toEqual({ output: idsOf(4), errors: [] });
  const { answer } = await gateway.call(gateway.handlers.routeReceipts, org_id, {
    params: { id: batch.id },
    query: { limit: 100 },
  });
  const completed = (lane: string) =>
    answer.data
      .filter(({ lane_id }) => lane_id === lane)
      .reduce((sum, receipt) => sum + receipt.completed, 0);
  expect(["lane_openai", "lane_azure_global", "lane_azure_eu"].map(completed)).toEqual([1, 2, 1]);
});
