import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { findDeviations } from "#gateway/batches/test-books.ts";
import { sql } from "#gateway/database/sql.ts";
import { LeaseLost } from "#gateway/queue/job.ts";
import { createQueue } from "#gateway/queue/queue.ts";
import { ArtifactMissing } from "#gateway/storage/artifact-errors.ts";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import { allButWriting } from "#gateway/storage/test-storage-but-writing.ts";
import {
  artifactIds,
  deferred,
  getBatch,
  items,
  ledgerOf,
  outboxOf,
  submit,
  untilBatch,
} from "./test-batches.ts";
import { createTestDispatch, oddAnswer, type TestDispatch } from "./test-dispatch.ts";
import { UNIT_LIMITS } from "./unit-limits.ts";
import { StallingDatabase } from "./test-stalling-database.ts";

/** One unit an item: few enough to reason about each. */
const COUNT = 6;
const IDS = items(COUNT).map((item) => item.customer_item_id);
/** Of the worker that is cut off; its successor's is of the usual length, so that no busy machine makes it lose one too. */
const LEASE_MS = 2_500;

let gateway: TestDispatch;
let line: StallingDatabase;
beforeAll(async () => void (gateway = await createTestDispatch()));
beforeEach(async () => {
  await gateway.reset();
  line = new StallingDatabase(gateway.database);
});
// A worker that still waits for its line could not be stopped.
afterEach(() => line.letThrough());
afterAll(() => gateway.close());

const quick = () =>
  createQueue({ leaseMs: LEASE_MS, clock: gateway.clock.now, leaseClock: () => undefined });

/** A worker whose way to the database can be cut. */
const addCutOff = (storage: ArtifactStorage = gateway.storage) =>
  gateway.addWorker({
    database: line,
    queue: quick(),
    unitLimits: { ...UNIT_LIMITS, mostUnits: 1 },
    storage,
  });
const addSuccessor = () => gateway.addWorker();

/** How often `item` is asked of a lane before the line is cut. */
function cutAtItem(item: number): void {
  gateway.setScript((request) => {
    if (request.item_index === item) line.cut();
    return oddAnswer(request);
  });
}

const submitBatch = async () => {
  const org_id = await gateway.newOrg();
  const webhook = { url: "http://127.0.0.1:9/hook" };
  const { id } = await submit(gateway, org_id, items(COUNT), { webhook });
  return { org_id, id };
};

/** Lets the cut-off worker write what it wanted to write, and waits until it has been refused. */
async function letThroughAndRefuse(): Promise<void> {
  line.letThrough();
  await vi.waitUntil(() => gateway.failures.some((failure) => failure instanceof LeaseLost), {
    timeout: 20_000,
  });
}

/** Everything that may be read about the batch, to be the same before and after a late write. */
async function allOf(batch_id: string): Promise<unknown> {
  const parts = await Promise.all(
    [
      sql`select * from batches where id = ${batch_id}`,
      sql`select * from batch_units where batch_id = ${batch_id} order by unit`,
      sql`select * from batch_events where batch_id = ${batch_id} order by sequence`,
      sql`select * from route_receipts where batch_id = ${batch_id} order by unit, place`,
      sql`select * from batch_lanes where batch_id = ${batch_id} order by lane_id, model`,
      sql`select * from ledger_entries order by sequence`,
    ].map((statement) => gateway.database.query(statement)),
  );
  return { parts, artifacts: await artifactIds(gateway, batch_id) };
}

async function expectOnce({ org_id, id }: Awaited<ReturnType<typeof submitBatch>>): Promise<void> {
  expect(await getBatch(gateway, org_id, id)).toMatchObject({
    status: "completed",
    counts: { completed: COUNT, failed: 0, cancelled: 0 },
  });
  expect(await artifactIds(gateway, id)).toEqual({ output: IDS, errors: [] });
  expect(await ledgerOf(gateway.database, org_id, id)).toMatchObject({ settles: 1 });
  const receipts = await gateway.database.query<{ unit: number }>(
    sql`select unit from route_receipts where batch_id = ${id} order by unit`,
  );
  expect(receipts.map(({ unit }) => unit)).toEqual(IDS.map((_, unit) => unit));
  expect(await outboxOf(gateway.database, id)).toMatchObject([{ event: "batch.completed" }]);
  expect(await findDeviations(gateway.database)).toEqual([]);
}

test("a worker cut off at the end of a unit writes nothing of it once its successor has the batch ended", async () => {
  cutAtItem(2);
  const batch = await submitBatch();
  addCutOff();
  await vi.waitUntil(() => line.waiting > 0, { timeout: 20_000 });
  gateway.setScript(oddAnswer);
  addSuccessor();
  await untilBatch(gateway, batch.org_id, batch.id, (now) => now.completed_at !== null);
  const before = await allOf(batch.id);
  await letThroughAndRefuse();
  expect(await allOf(batch.id)).toEqual(before);
  await expectOnce(batch);
});

test("what a cut-off worker had written of its unit is read by nobody, and swept after the end", async () => {
  const written: string[] = [];
  cutAtItem(2);
  const batch = await submitBatch();
  addCutOff({
    ...boundTo(gateway.storage),
    write: async (key, source) => {
      const artifact = await gateway.storage.write(key, source);
      written.push(key);
      return artifact;
    },
  });
  await vi.waitUntil(() => line.waiting > 0, { timeout: 20_000 });
  const orphan = written.at(-1) ?? "";
  gateway.setScript(oddAnswer);
  addSuccessor();
  await untilBatch(gateway, batch.org_id, batch.id, (now) => now.completed_at !== null);
  await letThroughAndRefuse();
  await expectOnce(batch);
  expect(orphan).toContain("/units/");
  expect(await gateway.storage.size(orphan)).toBeGreaterThan(0);
  gateway.advance(11 * 60_000);
  await gateway.addWorker().whenIdle();
  await expect(gateway.storage.size(orphan)).rejects.toBeInstanceOf(ArtifactMissing);
});

test("a worker cut off at the end of a unit writes nothing of it even while nobody has taken it over", async () => {
  cutAtItem(2);
  const batch = await submitBatch();
  const worker = addCutOff();
  await vi.waitUntil(() => line.waiting > 0, { timeout: 20_000 });
  const before = await allOf(batch.id);
  await vi.waitUntil(
    async () =>
      (await gateway.database.query(sql`select 1 from jobs where leased_until < now()`)).length > 0,
    { timeout: 20_000 },
  );
  // It is let back for what it was about to write, and no further.
  void worker.drain({ finishMs: 20_000 });
  gateway.setScript(oddAnswer);
  await letThroughAndRefuse();
  expect(await allOf(batch.id)).toEqual(before);
  await addSuccessor().whenIdle();
  await untilBatch(gateway, batch.org_id, batch.id, (now) => now.completed_at !== null);
  await expectOnce(batch);
});

test("a worker cut off before it begins a unit leaves no trace in it while its successor runs it", async () => {
  const started = deferred();
  const goOn = deferred();
  const batch = await submitBatch();
  let lost: number | undefined;
  gateway.setScript(async (request) => {
    if (request.item_index !== lost) return oddAnswer(request);
    started.resolve();
    await goOn.promise;
    return oddAnswer(request);
  });
  const begun = vi.spyOn(line, "transaction");
  // Planning takes two transactions, a unit two: with the fifth the second unit begins.
  begun.mockImplementation(async (work) => {
    if (begun.mock.calls.length === 5) line.cut();
    return StallingDatabase.prototype.transaction.call(line, work) as never; // the result of the work
  });
  addCutOff();
  await vi.waitUntil(() => line.waiting > 0, { timeout: 20_000 });
  const [job] = await gateway.database.query<{ unit: number }>(sql`
    select (payload ->> 'unit')::integer as unit from jobs where kind = 'run_unit' and state = 'running'`);
  lost = job?.unit;
  addSuccessor();
  await started.promise;
  await letThroughAndRefuse();
  const units = await gateway.database.query<{ runs: number }>(
    sql`select runs from batch_units where batch_id = ${batch.id} and runs > 1`,
  );
  expect(units).toEqual([]);
  goOn.resolve();
  await untilBatch(gateway, batch.org_id, batch.id, (now) => now.completed_at !== null);
  await expectOnce(batch);
});

test("a worker cut off before it settles a batch charges nothing once its successor has settled it", async () => {
  const batch = await submitBatch();
  const joined = deferred();
  addCutOff({
    ...boundTo(gateway.storage),
    write: async (key, source) => {
      const written = await gateway.storage.write(key, source);
      if (!key.includes("/units/")) {
        line.cut();
        joined.resolve();
      }
      return written;
    },
  });
  await joined.promise;
  addSuccessor();
  await untilBatch(gateway, batch.org_id, batch.id, (now) => now.completed_at !== null);
  const before = await allOf(batch.id);
  await letThroughAndRefuse();
  expect(await allOf(batch.id)).toEqual(before);
  await expectOnce(batch);
});

function boundTo(storage: ArtifactStorage): ArtifactStorage {
  return {
    write: (key, source) => storage.write(key, source),
    ...allButWriting(storage),
  };
}

test("a worker whose own clock jumps by an hour in the middle of a unit keeps its lease", async () => {
  const batch = await submitBatch();
  gateway.setScript((request) => {
    if (request.item_index % 2 === 0) gateway.advance(3_600_000);
    return oddAnswer(request);
  });
  gateway.addWorker();
  await untilBatch(gateway, batch.org_id, batch.id, (now) => now.completed_at !== null);
  const rerun = await gateway.database.query(
    sql`select unit from batch_units where batch_id = ${batch.id} and runs <> 1`,
  );
  expect(rerun).toEqual([]);
  await expectOnce(batch);
});
