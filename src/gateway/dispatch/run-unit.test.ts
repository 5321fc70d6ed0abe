import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "#contract/primitives.ts";
import { runUnitJob } from "#gateway/batches/batch-jobs.ts";
import { sql } from "#gateway/database/sql.ts";
import { allButWriting } from "#gateway/storage/test-storage-but-writing.ts";
import { getBatch, items, ledgerOf, submit } from "./test-batches.ts";
import { createTestDispatch, oddAnswer, type TestDispatch } from "./test-dispatch.ts";

let gateway: TestDispatch;
beforeAll(async () => {
  gateway = await createTestDispatch();
});
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

async function eventsOf(org_id: Parameters<TestDispatch["call"]>[1], id: string) {
  const { answer } = await gateway.call(gateway.handlers.events, org_id, {
    params: { id },
    query: { limit: 100 },
  });
  return answer.data.map(({ kind, message }) => ({ kind, message }));
}

test.each(["done", "cancelled", "of no batch"])(
  "a unit that is %s already is not run once more",
  async (how) => {
    const org_id = await gateway.newOrg();
    const batch = await submit(gateway, org_id, items(1));
    if (how === "cancelled") {
      await gateway.runOnly("plan_batch");
      await gateway.call(gateway.handlers.cancel, org_id, { params: { id: batch.id } });
    }
    await gateway.addWorker().whenIdle();
    const done = await getBatch(gateway, org_id, batch.id);
    const charged = await ledgerOf(gateway.database, org_id, batch.id);
    const events = await eventsOf(org_id, batch.id);

    let calls = 0;
    gateway.setScript((request) => {
      calls += 1;
      return oddAnswer(request);
    });
    const batch_id = how === "of no batch" ? newId("batch") : batch.id;
    await gateway.database.transaction((tx) =>
      gateway.queue.enqueue(tx, runUnitJob, { payload: { batch_id, unit: 0 } }),
    );
    await gateway.runOnly("run_unit");

    expect(calls).toBe(0);
    expect(await getBatch(gateway, org_id, batch.id)).toEqual(done);
    expect(await ledgerOf(gateway.database, org_id, batch.id)).toEqual(charged);
    expect(await eventsOf(org_id, batch.id)).toEqual(events);
    expect(await gateway.database.query(sql`select 1 from jobs where kind = 'run_unit'`)).toEqual(
      [],
    );
    expect(gateway.failures).toEqual([]);
  },
);

test("a unit of which the first run failed is run again, which the timeline tells; the batch began with the first", async () => {
  const org_id = await gateway.newOrg();
  const { id } = await submit(gateway, org_id, items(2));
  const { storage } = gateway;
  let writes = 0;
  const worker = gateway.addWorker({
    storage: {
      ...allButWriting(storage),
      write: async (key, source) => {
        if (key.includes("/units/1-")) writes += 1;
        if (writes === 1) throw new Error("The connection broke.");
        return storage.write(key, source);
      },
    },
  });
  await worker.whenIdle();
  const { started_at } = await getBatch(gateway, org_id, id);
  expect(started_at).toBe("2026-11-24T12:00:00.000Z");
  gateway.advance(600_000);
  await worker.whenIdle();
  expect(await getBatch(gateway, org_id, id)).toMatchObject({ status: "completed", started_at });
  const events = await eventsOf(org_id, id);
  expect(events.filter(({ kind }) => kind === "unit_retried")).toEqual([
    {
      kind: "unit_retried",
      message: "Unit 1 is run again: whoever ran it before did not end it.",
    },
  ]);
});
