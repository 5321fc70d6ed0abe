import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { BatchId, OrgId } from "#contract/primitives.ts";
import { newId } from "#contract/primitives.ts";
import { items, submit } from "#gateway/dispatch/test-batches.ts";
import {
  createTestDispatch,
  oddAnswer,
  type TestDispatch,
} from "#gateway/dispatch/test-dispatch.ts";
import { LaneFailure } from "#gateway/lanes/lane.ts";
import { insertReceipts } from "./receipt-store.ts";

let gateway: TestDispatch;
beforeAll(async () => {
  gateway = await createTestDispatch();
});
beforeEach(() => gateway.reset());
afterEach(() => expect(gateway.failures).toEqual([]));
afterAll(() => gateway.close());

const storiesOf = async (org_id: OrgId, id: string) =>
  (await gateway.call(gateway.handlers.lanes, org_id, { params: { id } })).answer.data;

test("a lane tells what it was planned for and passed on, with the reasons, and the next one what came to it", async () => {
  const org_id = await gateway.newOrg();
  const list = items(12);
  const quote = await gateway.quote(org_id, { items: list });
  const first = quote.quote_lanes.find((lane) => lane.selected)?.lane_id;
  gateway.setScript((request, lane_id) => {
    if (lane_id !== first) return oddAnswer(request);
    if (request.item_index < 8) throw new LaneFailure("lane_unavailable", "down");
    if (request.item_index === 8 && request.attempt === 1)
      throw new LaneFailure("provider_500", "");
    return oddAnswer(request);
  });
  const batch = await submit(gateway, org_id, list);
  await gateway.addWorker().whenIdle();

  const [selected, next, ...others] = await storiesOf(org_id, batch.id);
  expect(selected).toMatchObject({
    lane_id: first,
    planned_items: 12,
    items: 12,
    completed: 4,
    failed: 0,
    retries: 1,
    passed_on: [{ lane_id: next?.lane_id, items: 8, reasons: { lane_unavailable: 8 } }],
  });
  expect(next).toMatchObject({ planned_items: 0, items: 8, completed: 8, passed_on: [] });
  expect(others.map((story) => [story.planned_items, story.items, story.busy])).toEqual(
    others.map(() => [0, 0, []]),
  );
  expect(others.length).toBeGreaterThan(0);
});

test("busy times that overlap or nearly touch are one, a real pause parts them, and pauses do not count as busy", async () => {
  const org_id = await gateway.newOrg();
  const batch = await submit(gateway, org_id, items(1));
  const start = Date.parse(batch.created_at);
  const [lane] = batch.lanes;
  const receipt = (place: number, from: number, to: number) => ({
    id: newId("receipt"),
    unit: 0,
    place,
    first_item: 0,
    end_item: 1,
    rung: 1,
    lane_id: lane?.lane_id ?? "",
    model: lane?.model ?? "",
    items: 1,
    completed: 1,
    failed: 0,
    retries: 0,
    started_at: new Date(start + from * 1_000),
    ended_at: new Date(start + to * 1_000),
    outcome: "done" as const,
    next_rung_reason: null,
  });
  // In 240 seconds a pause of a second shows, and half a second does not.
  const receipts = [
    receipt(0, 0, 10),
    receipt(1, 2, 6),
    receipt(2, 10.5, 20),
    receipt(3, 60, 70),
    receipt(4, 65, 90),
  ];
  await gateway.database.transaction((tx) => insertReceipts(tx, batch.id as BatchId, receipts)); // a batch's own id
  gateway.advance(240_000);
  const [story] = await storiesOf(org_id, batch.id);
  const at = (seconds: number) => new Date(start + seconds * 1_000).toISOString();
  expect(story?.busy).toEqual([
    { from: at(0), to: at(20) },
    { from: at(60), to: at(90) },
  ]);
  expect(story?.busy_seconds).toBeCloseTo(49.5);
});

test("a batch of another org has no lanes to tell of", async () => {
  const batch = await submit(gateway, await gateway.newOrg(), items(1));
  await expect(storiesOf(await gateway.newOrg(), batch.id)).rejects.toMatchObject({
    code: "not_found",
  });
});
