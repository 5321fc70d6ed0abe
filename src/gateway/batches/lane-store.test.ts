import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { deferred, items, submit, untilBatch } from "#gateway/dispatch/test-batches.ts";
import {
  createTestDispatch,
  oddAnswer,
  type TestDispatch,
} from "#gateway/dispatch/test-dispatch.ts";
import { LaneFailure } from "#gateway/lanes/lane.ts";
import { BatchId, newId } from "#contract/primitives.ts";
import { insertReceipts, type ReceiptRow } from "./receipt-store.ts";
import { listLaneActivity } from "./lane-store.ts";

let gateway: TestDispatch;
beforeAll(async () => {
  gateway = await createTestDispatch();
});
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

test("a lane's backlog is what it still has to do, and its success rate the share that it answered", async () => {
  const org_id = await gateway.newOrg();
  expect(await listLaneActivity(gateway.database)).toEqual(new Map());
  const batch = await submit(gateway, org_id, items(10));
  const lane = batch.lanes[0]?.lane_id ?? "";
  expect(await listLaneActivity(gateway.database)).toEqual(
    new Map([
      [lane, { backlog_items: 10, success_rate: null, items_per_second: null }],
      ...[...(await listLaneActivity(gateway.database))].filter(([id]) => id !== lane),
    ]),
  );

  const gate = deferred();
  gateway.setScript(async (request, lane_id) => {
    if (request.item_index === 9) await gate.promise;
    if (request.item_index < 4 && lane_id === lane)
      throw new LaneFailure("lane_unavailable", "down");
    return oddAnswer(request);
  });
  const worker = gateway.addWorker();
  await untilBatch(gateway, org_id, batch.id, (now) => now.counts.completed === 9);
  expect((await listLaneActivity(gateway.database)).get(lane)).toMatchObject({
    backlog_items: 1,
    success_rate: 5 / 9,
  });
  gate.resolve();
  await worker.whenIdle();
  expect((await listLaneActivity(gateway.database)).get(lane)).toMatchObject({
    backlog_items: 0,
    success_rate: 0.6,
  });
});

test("a lane's pace counts the time in which units ran side by side once", async () => {
  const org_id = await gateway.newOrg();
  const batch = await submit(gateway, org_id, items(10));
  const start = Date.parse("2026-11-24T12:00:00Z");
  const receipt = (unit: number, startSecond: number, endSecond: number): ReceiptRow => ({
    id: newId("receipt"),
    place: 0,
    unit,
    first_item: unit * 5,
    end_item: unit * 5 + 5,
    rung: 1,
    lane_id: "lane_openai",
    model: "gpt-4o-mini",
    items: 5,
    completed: 5,
    failed: 0,
    retries: 0,
    started_at: new Date(start + startSecond * 1_000),
    ended_at: new Date(start + endSecond * 1_000),
    outcome: "done",
    next_rung_reason: null,
  });
  // Eight seconds in all, then a pause, then two more.
  const receipts = [receipt(0, 0, 6), receipt(1, 2, 8), receipt(2, 100, 102)];
  await gateway.database.transaction((tx) => insertReceipts(tx, BatchId.parse(batch.id), receipts));
  const activity = await listLaneActivity(gateway.database);
  expect(activity.get("lane_openai")?.items_per_second).toBeCloseTo(1.5, 6);
});
