import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { toMicros } from "#contract/primitives.ts";
import { sql } from "#gateway/database/sql.ts";
import { LaneFailure } from "#gateway/lanes/lane.ts";
import type { Problem } from "#gateway/http/problem.ts";
import { allButWriting } from "#gateway/storage/test-storage-but-writing.ts";
import {
  artifactIds,
  artifactLines,
  deferred,
  getBatch,
  items,
  ledgerOf,
  submit,
  untilBatch,
} from "./test-batches.ts";
import { createTestDispatch, oddAnswer, oddBody, type TestDispatch } from "./test-dispatch.ts";
import { UNIT_LIMITS } from "./unit-limits.ts";

let gateway: TestDispatch;
beforeAll(async () => {
  gateway = await createTestDispatch();
});
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

test("of 1,319 items each stands once in the output, in input order, with the bytes that its lane gave", async () => {
  const org_id = await gateway.newOrg();
  const batch = await submit(gateway, org_id, items(1_319));
  await gateway.addWorker().whenIdle();

  const done = await getBatch(gateway, org_id, batch.id);
  expect(done).toMatchObject({
    status: "completed",
    counts: { total: 1_319, completed: 1_319, failed: 0, cancelled: 0 },
    running_items: 0,
    error_file_url: null,
    error: null,
  });
  const lines = await artifactLines(gateway, batch.id, "output");
  expect(lines).toHaveLength(1_319);
  lines.forEach((line, index) => {
    const id = `item-${index}`;
    const named = `"custom_id":"${id}","customer_item_id":"${id}"`;
    const response = `{"status_code":200,"request_id":"req_${id}","body":${oddBody(id)}}`;
    const start = `{"id":"${batch.id}-${index}",${named},"response":${response},"error":null,`;
    expect(line.slice(0, start.length)).toBe(start);
  });
  expect(gateway.failures).toEqual([]);
});

test("a batch's timeline tells every state once, in order, and how the bill was settled", async () => {
  const org_id = await gateway.newOrg();
  const batch = await submit(gateway, org_id, items(60));
  await gateway.addWorker().whenIdle();
  const { answer } = await gateway.call(gateway.handlers.events, org_id, {
    params: { id: batch.id },
    query: { limit: 100 },
  });
  expect(answer.data.map((event) => event.sequence)).toEqual(answer.data.map((_, at) => at + 1));
  const states = answer.data
    .filter((event) => event.kind === "status_changed")
    .map((event) => event.status);
  expect(states).toEqual([
    "pending",
    "queued",
    "routing",
    "dispatched",
    "processing",
    "completing",
    "completed",
  ]);
  const selected = answer.data.find((event) => event.kind === "lane_selected");
  expect(selected?.message).toMatch(
    /^60 items start with gpt-4o-mini on .+, the cheapest lane that could take the work/,
  );
  expect(answer.data.find((event) => event.kind === "settled")?.message).toMatch(
    /charged of .+ reserved; .+ given back/,
  );
});

test("what may be retried is retried eight times, then goes down the ladder, and every step leaves a receipt", async () => {
  const org_id = await gateway.newOrg();
  const quote = await gateway.quote(org_id, { items: items(3) });
  const [first, second] = quote.quote_lanes.toSorted(
    (a, b) => (a.ladder_rank ?? 99) - (b.ladder_rank ?? 99),
  );
  const attempts: string[] = [];
  gateway.setScript((request, lane_id) => {
    attempts.push(`${request.custom_id} ${lane_id} ${request.attempt}`);
    if (request.custom_id === "item-0" && request.attempt <= 2) {
      throw new LaneFailure("provider_429", "slow down", { retry_after_ms: 7_777 });
    }
    if (request.custom_id === "item-1" && lane_id === first?.lane_id)
      throw new LaneFailure("provider_500", "broken");
    if (request.custom_id === "item-2") throw new LaneFailure("content_policy", "not this");
    return oddAnswer(request);
  });
  const batch = await submit(gateway, org_id, items(3));
  await gateway.addWorker().whenIdle();

  expect(attempts.filter((attempt) => attempt.startsWith("item-0"))).toHaveLength(3);
  expect(gateway.waits.filter((ms) => ms === 7_777)).toHaveLength(2);
  expect(attempts.filter((attempt) => attempt.startsWith(`item-1 ${first?.lane_id}`))).toHaveLength(
    9,
  );
  expect(attempts.filter((attempt) => attempt.startsWith("item-1")).at(-1)).toBe(
    `item-1 ${second?.lane_id} 1`,
  );
  expect(attempts.filter((attempt) => attempt.startsWith("item-2"))).toHaveLength(1);

  const done = await getBatch(gateway, org_id, batch.id);
  expect(done.counts).toEqual({ total: 3, completed: 2, failed: 1, cancelled: 0 });
  const lanes = done.lanes.map(({ lane_id, items: count, completed, failed }) => ({
    lane_id,
    count,
    completed,
    failed,
  }));
  expect(lanes.slice(0, 2)).toEqual([
    { lane_id: first?.lane_id, count: 3, completed: 1, failed: 1 },
    { lane_id: second?.lane_id, count: 1, completed: 1, failed: 0 },
  ]);
  const errors = await artifactLines(gateway, batch.id, "errors");
  expect(errors.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      response: null,
      error: { code: "content_policy", message: "not this" },
    }),
  ]);
  const receipts = await gateway.call(gateway.handlers.routeReceipts, org_id, {
    params: { id: batch.id },
    query: { limit: 100 },
  });
  expect(
    receipts.answer.data.map(({ unit, rung, outcome, retries }) => ({
      unit,
      rung,
      outcome,
      retries,
    })),
  ).toEqual([
    { unit: 0, rung: 1, outcome: "done", retries: 2 },
    { unit: 1, rung: 1, outcome: "climbed", retries: 8 },
    { unit: 1, rung: 2, outcome: "done", retries: 0 },
    { unit: 2, rung: 1, outcome: "failed", retries: 0 },
  ]);
  expect(receipts.answer.data[1]?.next_rung_reason).toBe("1 item went on: provider_500 (1)");
});

test("a thousand climbs between the same two lanes are one event that adds up", async () => {
  const org_id = await gateway.newOrg();
  const quote = await gateway.quote(org_id, { items: items(120) });
  const first = quote.quote_lanes.find((lane) => lane.selected)?.lane_id;
  gateway.setScript((request, lane_id) => {
    if (lane_id === first) throw new LaneFailure("lane_unavailable", "down");
    return oddAnswer(request);
  });
  const batch = await submit(gateway, org_id, items(120));
  await gateway.addWorker().whenIdle();
  const { answer } = await gateway.call(gateway.handlers.events, org_id, {
    params: { id: batch.id },
    query: { limit: 100 },
  });
  const climbs = answer.data.filter((event) => event.kind === "rung_climbed");
  expect(climbs).toHaveLength(1);
  expect(climbs[0]?.message).toBe(
    "gpt-4o-mini on OpenAI Batch API → gpt-4o-mini on Azure OpenAI Global Batch: 120 items went on: lane_unavailable (120).",
  );
});

test("a worker that loses its lease after writing its files changes nothing; its successor ends the unit once", async () => {
  const org_id = await gateway.newOrg();
  const batch = await submit(gateway, org_id, items(1));
  const written = deferred();
  const gate = deferred();
  const { storage } = gateway;
  const stalled = gateway.addWorker({
    unitLimits: { ...UNIT_LIMITS, mostUnits: 1 },
    storage: {
      ...allButWriting(storage),
      write: async (key, source) => {
        const artifact = await storage.write(key, source);
        if (!key.includes("/units/")) return artifact;
        written.resolve();
        await gate.promise;
        return artifact;
      },
    },
  });
  await written.promise;
  await gateway.database.query(sql`
    update jobs set leased_until = now() - interval '1 second' where kind = 'run_unit'`);
  gateway.addWorker();
  await untilBatch(gateway, org_id, batch.id, (now) => now.status === "completed");
  const done = await getBatch(gateway, org_id, batch.id);
  gate.resolve();
  await stalled.whenIdle();

  expect(done).toMatchObject({
    status: "completed",
    counts: { completed: 1, failed: 0, cancelled: 0 },
  });
  expect(await getBatch(gateway, org_id, batch.id)).toEqual(done);
  expect(await artifactIds(gateway, batch.id)).toEqual({ output: ["item-0"], errors: [] });
  expect(done.lanes[0]).toMatchObject({ completed: 1, input_tokens: 100, output_tokens: 50 });
  expect(await ledgerOf(gateway.database, org_id, batch.id)).toMatchObject({
    settles: 1,
    charged: toMicros(done.cost),
    reserved_micros: 0n,
    balance_micros: 25_000_000n - toMicros(done.cost),
  });
  expect(gateway.failures.map((failure) => (failure as Error).name)).toContain("LeaseLost");
});

test("usage beyond the price of the batch is never charged, and bill and ledger agree", async () => {
  const org_id = await gateway.newOrg();
  gateway.setScript((request) => ({
    ...oddAnswer(request),
    usage: { input_tokens: 100_000, output_tokens: 90_000 },
  }));
  const batch = await submit(gateway, org_id, items(4));
  await gateway.addWorker().whenIdle();
  const done = await getBatch(gateway, org_id, batch.id);
  const { answer: bill } = await gateway.call(gateway.handlers.billingReceipt, org_id, {
    params: { id: batch.id },
  });
  expect(bill.settled).toBe(true);
  expect(bill.total).toEqual(bill.reserved);
  expect(done.cost).toEqual(bill.total);
  expect(toMicros(bill.total)).toBeLessThanOrEqual(toMicros(bill.quoted_total));
  expect(toMicros(bill.provider_subtotal) + toMicros(bill.service_fee)).toBe(toMicros(bill.total));
  expect(await ledgerOf(gateway.database, org_id, batch.id)).toMatchObject({
    charged: toMicros(bill.total),
    reserved_micros: 0n,
    balance_micros: 25_000_000n - toMicros(bill.total),
  });
});

test("of twenty batches submitted on one quote at once, one is accepted and nineteen hear that it is used", async () => {
  const org_id = await gateway.newOrg();
  const list = items(2);
  const quote = await gateway.quote(org_id, { items: list });
  const body = { quote_id: quote.id, items: list };
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, () => gateway.call(gateway.handlers.create, org_id, { body })),
  );
  const codes = outcomes.map((outcome) =>
    outcome.status === "fulfilled" ? "accepted" : (outcome.reason as Problem).code,
  );
  expect(codes.filter((code) => code === "accepted")).toHaveLength(1);
  expect(codes.filter((code) => code === "quote_used")).toHaveLength(19);
  const [counts] = await gateway.database.query(sql`
    select (select count(*) from batches)::integer as batches, (select count(*) from files)::integer as files,
      (select count(*) from ledger_entries where kind = 'reserve')::integer as reservations`);
  expect(counts).toEqual({ batches: 1, files: 1, reservations: 1 });
});
