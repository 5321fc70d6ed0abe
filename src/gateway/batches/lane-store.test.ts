import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { deferred, items, submit, untilBatch } from "#gateway/dispatch/test-batches.ts";
import {
  createTestDispatch,
  oddAnswer,
  type TestDispatch,
} from "#gateway/dispatch/test-dispatch.ts";
import { LaneFailure } from "#gateway/lanes/lane.ts";
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
