import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { sql } from "#gateway/database/sql.ts";
import { sandboxLanes } from "#gateway/lanes/sandbox/test-sandbox.ts";
import { allButWriting } from "#gateway/storage/test-storage-but-writing.ts";
import { EndingWatch, UnitStopped } from "./ending-watch.ts";
import {
  artifactIds,
  artifactLines,
  deferred,
  getBatch,
  items,
  outboxOf,
  submit,
} from "./test-batches.ts";
import { createTestDispatch, oddAnswer, type TestDispatch } from "./test-dispatch.ts";
import { UNIT_LIMITS } from "./unit-limits.ts";

let gateway: TestDispatch;
beforeAll(async () => {
  gateway = await createTestDispatch();
});
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

const idsOf = (list: { customer_item_id: string }[]): string[] =>
  list.map((item) => item.customer_item_id);

test("a worker that is stopped in the middle of units gives them back, and another one ends the batch", async () => {
  const org_id = await gateway.newOrg();
  const started = deferred();
  const hang = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    });
  gateway.setScript((request, _lane, signal) => {
    if (request.item_index < 40) return oddAnswer(request);
    started.resolve();
    return hang(signal);
  });
  const { id } = await submit(gateway, org_id, items(100));
  const first = gateway.addWorker();
  await started.promise;
  await first.drain({ finishMs: 0 });
  gateway.setScript(oddAnswer);
  await gateway.addWorker().whenIdle();
  expect(await getBatch(gateway, org_id, id)).toMatchObject({
    status: "completed",
    counts: { completed: 100 },
  });
  expect(await artifactIds(gateway, id)).toEqual({ output: idsOf(items(100)), errors: [] });
});

test("planning that broke off goes on where it stood, and no unit is there twice", async () => {
  const org_id = await gateway.newOrg();
  const { id } = await submit(gateway, org_id, items(500));
  // What a crash leaves behind: the first 20 items are cut into units, and the rest is not.
  const file = (await gateway.call(gateway.handlers.get, org_id, { params: { id } })).answer
    .input_file_id;
  const [stored] = await gateway.database.query<{ storage_key: string }>(
    sql`select storage_key from files where id = ${file}`,
  );
  const text = await new Response(await gateway.storage.open(stored?.storage_key ?? "")).text();
  const [first, second] = [text.split("\n").slice(0, 10), text.split("\n").slice(10, 20)].map(
    (lines) => lines.join("\n").length + 1,
  );
  const end = (first ?? 0) + (second ?? 0);
  await gateway.database.query(sql`
    insert into batch_units (batch_id, unit, first_item, end_item, first_byte, end_byte, status)
    values (${id}, 0, 0, 10, 0, ${first ?? 0}, 'waiting'), (${id}, 1, 10, 20, ${first ?? 0}, ${end}, 'waiting')`);
  await gateway.database.query(sql`
    insert into jobs (kind, payload, job_key, priority, run_at, max_attempts, created_at)
    select 'run_unit', jsonb_build_object('batch_id', ${id}::text, 'unit', unit), 'run_unit:' || ${id}::text || ':' || unit, 0,
      '2026-11-24T12:00:00Z', 8, '2026-11-24T12:00:00Z'
    from generate_series(0, 1) as unit`);
  await gateway.database.query(sql`
    update batches set status = 'routing', planned_units = 2, planned_items = 20, planned_bytes = ${end} where id = ${id}`);
  await gateway.addWorker().whenIdle();
  expect(await getBatch(gateway, org_id, id)).toMatchObject({
    status: "completed",
    counts: { completed: 500 },
  });
  expect((await artifactIds(gateway, id)).output).toEqual(idsOf(items(500)));
});

test("a unit that cannot be run in all its attempts ends its batch as failed, instead of leaving it for ever", async () => {
  const org_id = await gateway.newOrg();
  const { id } = await submit(gateway, org_id, items(2));
  const { storage } = gateway;
  const worker = gateway.addWorker({
    storage: {
      ...allButWriting(storage),
      write: async (key, source) => {
        if (key.includes("/units/1-")) throw new Error("The disk is full.");
        return storage.write(key, source);
      },
    },
  });
  for (let attempt = 0; attempt < 8; attempt += 1) {
    await worker.whenIdle();
    gateway.advance(600_000);
  }
  await worker.whenIdle();
  const done = await getBatch(gateway, org_id, id);
  expect(done).toMatchObject({
    status: "failed",
    error: { code: "internal_error", message: "Unit 1 of the work could not be run." },
    counts: { completed: 1, failed: 0, cancelled: 1 },
  });
  expect(await artifactIds(gateway, id)).toEqual({
    output: ["item-0"],
    errors: ["item-1"],
  });
});

test("an ending that another process decided is noticed by looking for it", async () => {
  const org_id = await gateway.newOrg();
  const { id } = await submit(gateway, org_id, items(1));
  const { id: other } = await submit(gateway, org_id, items(1));
  const watch = new EndingWatch({
    database: gateway.database,
    pollMs: 1,
    onError: (error) => gateway.failures.push(error),
  });
  // The ids of answers are plain strings to the types.
  const [watched, unconcerned] = [watch.watch(id as never), watch.watch(other as never)];
  await gateway.database.query(sql`update batches set ending = 'expired' where id = ${id}`);
  await vi.waitUntil(() => watched.signal.aborted, { timeout: 20_000 });
  expect(watched.signal.reason).toEqual(new UnitStopped("expired"));
  expect(unconcerned.signal.aborted).toBe(false);
  watched.release();
  unconcerned.release();
});

test("a webhook that asks for it hears of the submission, and of progress every 30 seconds at most", async () => {
  const org_id = await gateway.newOrg();
  const events = ["batch.submitted", "batch.progress", "batch.completed"];
  gateway.setScript((request) => {
    gateway.advance(1_000);
    return oddAnswer(request);
  });
  const list = items(100);
  const { id } = await submit(gateway, org_id, list, {
    webhook: { url: "http://127.0.0.1:9/hook", events },
  });
  await gateway.addWorker({ unitLimits: { ...UNIT_LIMITS, mostUnits: 1 } }).whenIdle();
  const told = await outboxOf(gateway.database, id);
  expect(told[0]).toMatchObject({
    event: "batch.submitted",
    batch_id: id,
    data: { items_total: 100 },
  });
  expect(told.at(-1)).toMatchObject({
    event: "batch.completed",
    batch_id: id,
    data: { items_completed: 100 },
  });
  const progress = told.slice(1, -1);
  expect(progress.map((event) => event.event)).toEqual(progress.map(() => "batch.progress"));
  expect(progress.length).toBeGreaterThanOrEqual(2);
  expect(progress.length).toBeLessThanOrEqual(3);
});

test("sandbox lanes in a scenario of failures account for every item once, and repeat themselves", async () => {
  const org_id = await gateway.newOrg();
  const settings = {
    scenario: "partial-failure",
    seed: 7,
    speed: 1_000,
    failure_rates: {},
  } as const;
  const lanes = sandboxLanes(() => settings);
  const worker = gateway.addWorker({ lanes });
  const list = items(300);
  const first = await submit(gateway, org_id, list);
  await worker.whenIdle();
  const second = await submit(gateway, org_id, list);
  await worker.whenIdle();

  const done = await getBatch(gateway, org_id, first.id);
  expect(done.status).toBe("completed");
  expect(done.counts.failed).toBeGreaterThan(0);
  expect(done.counts.completed + done.counts.failed).toBe(300);
  const found = await artifactIds(gateway, first.id);
  expect([...found.output, ...found.errors].toSorted()).toEqual(idsOf(list).toSorted());
  // How often an item is tried is each batch's own luck; what comes of it in the end is not.
  const nameless = async (id: string) =>
    (await artifactLines(gateway, id, "output")).map((line) =>
      line.replaceAll(id, "").replace(/,"batchrouter":.*$/, ""),
    );
  expect(await nameless(second.id)).toEqual(await nameless(first.id));
});
