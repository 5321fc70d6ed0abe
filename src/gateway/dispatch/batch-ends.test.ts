import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { toMicros, toMoney } from "#contract/primitives.ts";
import { LaneFailure } from "#gateway/lanes/lane.ts";
import {
  artifactIds,
  artifactLines,
  deferred,
  getBatch,
  items,
  ledgerOf,
  outboxOf,
  submit,
  untilBatch,
} from "./test-batches.ts";
import { createTestDispatch, oddAnswer, type TestDispatch } from "./test-dispatch.ts";

let gateway: TestDispatch;
beforeAll(async () => {
  gateway = await createTestDispatch();
});
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

const ids = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `item-${index}`);

test("cancelling keeps and charges what was done, stops what runs, and accounts for every item once", async () => {
  const org_id = await gateway.newOrg();
  const stuck = deferred();
  gateway.setScript((request, _lane, signal) => {
    if (request.item_index < 30) return oddAnswer(request);
    stuck.resolve();
    return new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    });
  });
  const batch = await submit(gateway, org_id, items(200), {
    webhook: { url: "http://127.0.0.1:9/hook" },
  });
  const worker = gateway.addWorker();
  await stuck.promise;
  const { answer } = await gateway.call(gateway.handlers.cancel, org_id, {
    params: { id: batch.id },
  });
  expect(answer.cancel_requested).toBe(true);
  await worker.whenIdle();

  const done = await getBatch(gateway, org_id, batch.id);
  expect(done.status).toBe("cancelled");
  const { completed, failed, cancelled } = done.counts;
  expect(failed).toBe(0);
  expect(completed + cancelled).toBe(200);
  const found = await artifactIds(gateway, batch.id);
  expect(found.output).toHaveLength(completed);
  expect([...found.output, ...found.errors].toSorted()).toEqual(ids(200).toSorted());
  const errors = (await artifactLines(gateway, batch.id, "errors")).map((line) => JSON.parse(line));
  expect(new Set(errors.map(({ error }) => `${error.code}: ${error.message}`))).toEqual(
    new Set(["batch_cancelled: The batch was cancelled before this item was done."]),
  );
  const order = errors.map((row) => Number(row.id.split("-").at(-1)));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(await ledgerOf(gateway.database, org_id, batch.id)).toMatchObject({
    settles: 1,
    charged: toMicros(done.cost),
  });

  const again = gateway.call(gateway.handlers.cancel, org_id, { params: { id: batch.id } });
  await expect(again).rejects.toMatchObject({ code: "batch_terminal" });
  const [event, ...others] = await outboxOf(gateway.database, batch.id);
  expect(others).toEqual([]);
  expect(event).toMatchObject({
    event: "batch.cancelled",
    batch_id: batch.id,
    output_file_url: done.output_file_url,
    error_file_url: done.error_file_url,
    data: {
      status: "cancelled",
      error: null,
      items_total: 200,
      items_completed: completed,
      items_cancelled: cancelled,
    },
  });
});

test("whenever a batch is cancelled, each item ends in one of the two files, once and in order", async () => {
  const worker = gateway.addWorker();
  for (const place of [0, 5, 23, 59]) {
    const org_id = await gateway.newOrg();
    gateway.setScript(async (request) => {
      const { answer } = await gateway.call(gateway.handlers.list, org_id, { query: { limit: 1 } });
      const id = answer.data[0]?.id;
      if (request.item_index === place)
        await gateway.call(gateway.handlers.cancel, org_id, { params: { id } });
      return oddAnswer(request);
    });
    const batch = await submit(gateway, org_id, items(60));
    await worker.whenIdle();
    const done = await getBatch(gateway, org_id, batch.id);
    expect(done.status).toBe("cancelled");
    const found = await artifactIds(gateway, batch.id);
    expect([...found.output, ...found.errors].toSorted()).toEqual(ids(60).toSorted());
    expect(found.output).toHaveLength(done.counts.completed);
    expect(found.errors).toHaveLength(done.counts.cancelled);
    for (const part of [found.output, found.errors]) {
      expect(part).toEqual(ids(60).filter((id) => part.includes(id)));
    }
  }
});

test("a batch that is cancelled before it was planned ends with every item in its error file", async () => {
  const org_id = await gateway.newOrg();
  const batch = await submit(gateway, org_id, items(75));
  await gateway.call(gateway.handlers.cancel, org_id, { params: { id: batch.id } });
  await gateway.addWorker().whenIdle();
  const done = await getBatch(gateway, org_id, batch.id);
  expect(done).toMatchObject({
    status: "cancelled",
    counts: { cancelled: 75 },
    cost: toMoney(0n),
    output_file_url: null,
  });
  expect(await artifactIds(gateway, batch.id)).toEqual({ output: [], errors: ids(75) });
});

test("a batch ends expired at its deadline, with what was done and batch_expired for the rest", async () => {
  const org_id = await gateway.newOrg();
  gateway.setDeadline(30);
  const stuck = deferred();
  gateway.setScript((request, _lane, signal) => {
    if (request.item_index === 0) return oddAnswer(request);
    stuck.resolve();
    return new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    });
  });
  const batch = await submit(gateway, org_id, items(2));
  const worker = gateway.addWorker();
  await stuck.promise;
  await untilBatch(gateway, org_id, batch.id, (now) => now.counts.completed === 1);
  gateway.advance(31_000);
  await worker.whenIdle();
  expect(await getBatch(gateway, org_id, batch.id)).toMatchObject({
    status: "expired",
    counts: { completed: 1, cancelled: 1 },
  });
  const [error] = await artifactLines(gateway, batch.id, "errors");
  expect(JSON.parse(error ?? "")).toMatchObject({
    custom_id: "item-1",
    error: {
      code: "batch_expired",
      message: "The deadline of the batch passed before this item was done.",
    },
  });
});

test("when no lane of the ladder can take the work the batch fails, nothing is charged, and every item says so", async () => {
  const org_id = await gateway.newOrg();
  gateway.setScript(() => {
    throw new LaneFailure("lane_unavailable", "the lane is down");
  });
  const batch = await submit(gateway, org_id, items(40), {
    webhook: { url: "http://127.0.0.1:9/hook" },
  });
  await gateway.addWorker().whenIdle();
  const done = await getBatch(gateway, org_id, batch.id);
  const [event] = await outboxOf(gateway.database, batch.id);
  expect(event).toMatchObject({ event: "batch.failed", data: { error: done.error } });
  expect(done).toMatchObject({
    status: "failed",
    error: { code: "no_lane_available" },
    counts: { completed: 0, failed: 0, cancelled: 40 },
    cost: toMoney(0n),
  });
  const { answer } = await gateway.call(gateway.handlers.events, org_id, {
    params: { id: batch.id },
    query: { limit: 100 },
  });
  expect(answer.data.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(
      /^Failed \(No lane could take the work: .+\): 0 items answered, 0 items failed, 40 items not done\.$/,
    ),
  );
  expect((await artifactIds(gateway, batch.id)).errors).toEqual(ids(40));
  expect(await ledgerOf(gateway.database, org_id, batch.id)).toMatchObject({
    balance_micros: 25_000_000n,
    reserved_micros: 0n,
  });
});

test("a batch of which every item failed is completed, without an output file", async () => {
  const org_id = await gateway.newOrg();
  gateway.setScript(() => {
    throw new LaneFailure("invalid_input", "no");
  });
  const batch = await submit(gateway, org_id, items(5), {
    webhook: { url: "http://127.0.0.1:9/hook" },
  });
  await gateway.addWorker().whenIdle();
  const done = await getBatch(gateway, org_id, batch.id);
  expect(done).toMatchObject({
    status: "completed",
    counts: { completed: 0, failed: 5 },
    output_file_url: null,
  });
  expect(done.error_file_url).not.toBeNull();
  const [event] = await outboxOf(gateway.database, batch.id);
  expect(event).toMatchObject({
    event: "batch.completed",
    output_file_url: null,
    error_file_url: done.error_file_url,
  });
});

test("items that wait to be tried again are not waited for once the batch is cancelled", async () => {
  const org_id = await gateway.newOrg();
  const waiting = deferred();
  let calls = 0;
  gateway.setScript(() => {
    calls += 1;
    throw new LaneFailure("provider_429", "slow down", { retry_after_ms: 3_600_000 });
  });
  const batch = await submit(gateway, org_id, items(1));
  const worker = gateway.addWorker({
    wait: (_ms, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
        waiting.resolve();
      }),
  });
  await waiting.promise;
  await gateway.call(gateway.handlers.cancel, org_id, { params: { id: batch.id } });
  await worker.whenIdle();
  expect(await getBatch(gateway, org_id, batch.id)).toMatchObject({
    status: "cancelled",
    counts: { completed: 0, failed: 0, cancelled: 1 },
    cost: toMoney(0n),
  });
  expect(calls).toBe(1);
});

test("items whose lane is not configured any more go to the next one, and the receipt says why", async () => {
  const org_id = await gateway.newOrg();
  const lanes = new Map(gateway.lanes);
  lanes.delete("lane_openai");
  const batch = await submit(gateway, org_id, items(2));
  await gateway.addWorker({ lanes }).whenIdle();
  const done = await getBatch(gateway, org_id, batch.id);
  expect(done).toMatchObject({ status: "completed", counts: { completed: 2 } });
  expect(done.lanes.filter(({ completed }) => completed > 0)).toMatchObject([
    { lane_id: "lane_azure_global", completed: 2 },
  ]);
  const { answer } = await gateway.call(gateway.handlers.routeReceipts, org_id, {
    params: { id: batch.id },
    query: { limit: 10 },
  });
  expect(answer.data[0]).toMatchObject({
    lane_id: "lane_openai",
    outcome: "climbed",
    next_rung_reason: "1 item went on: lane_unavailable (1)",
  });
});
