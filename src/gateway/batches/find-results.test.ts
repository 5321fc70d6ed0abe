import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { toMicros } from "#contract/primitives.ts";
import { randomBytes } from "#contract/random-bytes.ts";
import {
  artifactKey,
  deferred,
  getBatch,
  items,
  submit,
  untilBatch,
} from "#gateway/dispatch/test-batches.ts";
import {
  createTestDispatch,
  oddAnswer,
  type TestDispatch,
} from "#gateway/dispatch/test-dispatch.ts";
import { insertFile } from "#gateway/files/file-store.ts";
import { newFilePlace } from "#gateway/files/new-file.ts";
import { SANDBOX_ALONE } from "#gateway/expressibility/test-expressibility.ts";
import { JudgeThreads } from "#gateway/files/judging/judge-threads.ts";
import { receiveFile } from "#gateway/files/receive-file.ts";
import { LaneFailure } from "#gateway/lanes/lane.ts";
import type { OrgId } from "#contract/primitives.ts";

let gateway: TestDispatch;
beforeAll(async () => {
  gateway = await createTestDispatch();
});
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

const COUNT = 1_200;

/** Uploads enough items to be indexed and submits them; every tenth fails. */
async function submitFile(org_id: OrgId) {
  gateway.setScript((request) => {
    if (request.item_index % 10 === 0) throw new LaneFailure("content_policy", "no");
    const body_json = JSON.stringify({ said: "word ".repeat(400) });
    return { ...oddAnswer(request), body_json };
  });
  const text = items(COUNT)
    .map((item) => `${JSON.stringify(item)}\n`)
    .join("");
  const chunks = (async function* () {
    yield Buffer.from(text);
  })();
  const dependencies = {
    storage: gateway.storage,
    knownModels: new Set(["gpt-4o-mini"]),
    expressibility: SANDBOX_ALONE,
    judgeThreads: new JudgeThreads(),
  };
  const incoming = { filename: "many.jsonl", chunks };
  const place = newFilePlace(org_id, gateway.clock.now(), randomBytes);
  const { file, index } = await receiveFile(dependencies, place, incoming);
  await insertFile(gateway.database, file, index);
  const quote = await gateway.quote(org_id, { input_file_id: file.id });
  const { answer } = await gateway.call(gateway.handlers.create, org_id, {
    body: { quote_id: quote.id, input_file_id: file.id },
  });
  return { id: answer.batch.id, storage_key: file.storage_key };
}

async function results(org_id: OrgId, id: string, query: object) {
  const input = { params: { id }, query: { limit: 100, ...query } };
  return (await gateway.call(gateway.handlers.results, org_id, input)).answer;
}

test("an item of a large batch is found by its id in an index of the batch's own, which outlives the input", async () => {
  const org_id = await gateway.newOrg();
  const { id, storage_key } = await submitFile(org_id);
  await gateway.addWorker().whenIdle();
  expect(await gateway.storage.size(`batches/${id}/ids`)).toBe(COUNT * 8);
  await gateway.storage.delete(storage_key);
  await gateway.storage.delete(`${storage_key}.ids`);
  for (const at of [0, 7, 24, 599, 1_190, COUNT - 1]) {
    const { data } = await results(org_id, id, { customer_item_id: `item-${at}` });
    expect(data.map((row) => row.id)).toEqual([`${id}-${at}`]);
  }
  expect((await results(org_id, id, { customer_item_id: `item-${COUNT}` })).data).toEqual([]);
  const failed = { customer_item_id: "item-590", status: "failed" };
  expect((await results(org_id, id, failed)).data).toHaveLength(1);
  expect((await results(org_id, id, { ...failed, status: "completed" })).data).toEqual([]);
});

test("a page can start at any item, under a filter too, and its cursor goes on from there", async () => {
  const org_id = await gateway.newOrg();
  const { id } = await submitFile(org_id);
  await gateway.addWorker().whenIdle();
  const page = await results(org_id, id, { from_item: 1_095, limit: 60 });
  expect(page.data.map((row) => row.id)).toEqual(
    Array.from({ length: 60 }, (_, at) => `${id}-${1_095 + at}`),
  );
  const next = await results(org_id, id, { from_item: 1_095, cursor: page.next_cursor, limit: 60 });
  expect(next.data[0]?.id).toBe(`${id}-1155`);
  expect(next.next_cursor).toBeNull();
  const failed = await results(org_id, id, { from_item: 1_171, status: "failed" });
  expect(failed.data.map((row) => row.id)).toEqual([`${id}-1180`, `${id}-1190`]);
  expect((await results(org_id, id, { from_item: COUNT })).data).toEqual([]);
});

test("a result of a running batch is found by its id, and one of an item not done is not", async () => {
  const org_id = await gateway.newOrg();
  const { id } = await submitFile(org_id);
  const gate = deferred();
  gateway.setScript(async (request) => {
    if (request.item_index === 500) await gate.promise;
    return oddAnswer(request);
  });
  const worker = gateway.addWorker();
  await untilBatch(gateway, org_id, id, (now) => now.counts.completed === COUNT - 24);
  const found = async (at: number) =>
    (await results(org_id, id, { customer_item_id: `item-${at}` })).data.map((row) => row.id);
  expect(await found(1_100)).toEqual([`${id}-1100`]);
  expect(await found(500)).toEqual([]);
  gate.resolve();
  await worker.whenIdle();
  expect(await found(500)).toEqual([`${id}-500`]);
});

test("a damaged line is a row that says so, and the rows around it are as they were", async () => {
  const org_id = await gateway.newOrg();
  const { id } = await submit(gateway, org_id, items(3));
  await gateway.addWorker().whenIdle();
  const key = await artifactKey(gateway, id, "output");
  const text = await new Response(await gateway.storage.open(key)).text();
  const [first = "", second = "", third = ""] = text.split("\n");
  // As long as before, or the lines after it would not be where they are looked for.
  const damaged = second.replace(/.{20}$/, "#".repeat(20));
  await gateway.storage.write(
    key,
    (async function* () {
      yield Buffer.from(`${first}\n${damaged}\n${third}\n`);
    })(),
  );
  const { data } = await results(org_id, id, {});
  expect(data.map((row) => [row.customer_item_id, row.error?.code])).toEqual([
    ["item-0", undefined],
    ["item-1", "result_unreadable"],
    ["item-2", undefined],
  ]);
  expect(data[1]?.id).toBe(`${id}-1`);
});

test("what the items cost sums to the bill, and each says its lane, attempts and time", async () => {
  const org_id = await gateway.newOrg();
  const quote = await gateway.quote(org_id, { items: items(90) });
  const first = quote.quote_lanes.find((lane) => lane.ladder_rank === 1)?.lane_id;
  gateway.setScript((request, lane_id) => {
    gateway.advance(7);
    if (request.item_index % 9 === 0) throw new LaneFailure("content_policy", "no");
    if (request.item_index % 5 === 0 && lane_id === first)
      throw new LaneFailure("lane_unavailable", "down");
    if (request.item_index % 4 === 0 && request.attempt === 1)
      throw new LaneFailure("provider_429", "slow down");
    const usage = { input_tokens: 11 + request.item_index, output_tokens: 7 };
    return { ...oddAnswer(request), usage };
  });
  const { id } = await submit(gateway, org_id, items(90));
  await gateway.addWorker().whenIdle();
  const { data } = await results(org_id, id, {});
  const { answer: bill } = await gateway.call(gateway.handlers.billingReceipt, org_id, {
    params: { id },
  });
  for (const line of bill.lines) {
    const own = data.filter(({ batchrouter }) => batchrouter?.lane_id === line.lane_id);
    const sum = own.reduce((total, row) => total + toMicros(row.batchrouter?.cost ?? ZERO), 0n);
    expect(sum).toBe(toMicros(line.cost));
  }
  expect(bill.lines.length).toBeGreaterThan(1);
  expect(toMicros(bill.provider_subtotal)).toBeGreaterThan(0n);
  const attempts = (at: number) => data[at]?.batchrouter?.attempts;
  expect([1, 4, 5, 9, 20].map(attempts)).toEqual([1, 2, 2, 1, 3]);
  expect(data[4]?.batchrouter).toMatchObject({ lane_id: first, rung: 1 });
  expect(data[5]?.batchrouter).toMatchObject({ rung: 2 });
  expect(data[9]?.batchrouter?.cost).toEqual(ZERO);
  expect(data[4]?.batchrouter?.latency_ms).toBeGreaterThanOrEqual(14);
});

const ZERO = { currency: "usd", amount: "0.000000" };

test("an item that was never run has no facts, and neither have lines from before there were any", async () => {
  const org_id = await gateway.newOrg();
  const { id } = await submit(gateway, org_id, items(2));
  await gateway.call(gateway.handlers.cancel, org_id, { params: { id } });
  await gateway.addWorker().whenIdle();
  expect(await getBatch(gateway, org_id, id)).toMatchObject({ status: "cancelled" });
  const { data } = await results(org_id, id, {});
  expect(data.map((row) => [row.error?.code, row.batchrouter])).toEqual([
    ["batch_cancelled", null],
    ["batch_cancelled", null],
  ]);
  const key = await artifactKey(gateway, id, "errors");
  const text = await new Response(await gateway.storage.open(key)).text();
  const old = text.replaceAll(
    ',"batchrouter":null}',
    `}${" ".repeat(',"batchrouter":null'.length)}`,
  );
  await gateway.storage.write(
    key,
    (async function* () {
      yield Buffer.from(old);
    })(),
  );
  expect((await results(org_id, id, {})).data).toEqual(data);
});
