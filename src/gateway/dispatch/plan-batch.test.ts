import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { planBatchJob } from "#gateway/batches/batch-jobs.ts";
import type { Database } from "#gateway/database/database.ts";
import { sql } from "#gateway/database/sql.ts";
import type { Queue } from "#gateway/queue/queue.ts";
import { artifactIds, getBatch, items, submit } from "./test-batches.ts";
import { createTestDispatch, type TestDispatch } from "./test-dispatch.ts";
import { TestUpstream } from "./upstream/test-upstream.ts";

let gateway: TestDispatch;
beforeAll(async () => {
  gateway = await createTestDispatch();
});
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

const UNITS = 450;

/** Lanes of which the first takes batches of one item, so that each item is a unit. */
const finely = () =>
  gateway.lanesWith(new TestUpstream().lane({ limits: { items: 1, bytes: 1024 ** 2 } }));

/** The gateway's queue, which tells what is asked of it before it does so. */
function queueThat(before: (jobs: number) => void): Queue {
  const { queue } = gateway;
  return {
    ...queue,
    enqueueMany: (tx, kind, jobs) => {
      before(jobs.length);
      return queue.enqueueMany(tx, kind, jobs);
    },
  };
}

async function unitsOf(batch_id: string) {
  return gateway.database.query<{ unit: number; status: string; first: number; end: number }>(sql`
    select unit, status, first_item as first, end_item as end
    from batch_units where batch_id = ${batch_id} order by unit`);
}

async function jobsOf(kind: string): Promise<number> {
  const rows = await gateway.database.query(sql`select 1 from jobs where kind = ${kind}`);
  return rows.length;
}

const oneByOne = Array.from({ length: UNITS }, (_, unit) => ({
  unit,
  status: "waiting",
  first: unit,
  end: unit + 1,
}));

test("a plan is written two hundred units at a time, and has each unit run once", async () => {
  const org_id = await gateway.newOrg();
  const batch = await submit(gateway, org_id, items(UNITS));
  const chunks: number[] = [];
  const queue = queueThat((jobs) => chunks.push(jobs));
  await gateway.runOnly("plan_batch", { lanes: finely(), queue });

  expect(chunks).toEqual([200, 200, 50]);
  expect(await unitsOf(batch.id)).toEqual(oneByOne);
  expect(await jobsOf("run_unit")).toBe(UNITS);
  expect(await getBatch(gateway, org_id, batch.id)).toMatchObject({ status: "dispatched" });
  const { answer } = await gateway.call(gateway.handlers.events, org_id, {
    params: { id: batch.id },
    query: { limit: 100 },
  });
  expect(answer.data.at(-1)?.message).toBe(
    "Cut into 450 units of up to 1 item; they are on their lanes.",
  );
});

test("a plan that was cut off goes on behind what had been written of it", async () => {
  const org_id = await gateway.newOrg();
  const batch = await submit(gateway, org_id, items(UNITS));
  const chunks: number[] = [];
  const queue = queueThat((jobs) => {
    chunks.push(jobs);
    if (chunks.length === 2) throw new Error("cut off");
  });
  await gateway.runOnly("plan_batch", { lanes: finely(), queue });
  expect(await unitsOf(batch.id)).toEqual(oneByOne.slice(0, 200));

  gateway.advance(60_000);
  await gateway.runOnly("plan_batch", { lanes: finely(), queue });
  expect(chunks).toEqual([200, 200, 200, 50]);
  expect(await unitsOf(batch.id)).toEqual(oneByOne);
  expect(await jobsOf("run_unit")).toBe(UNITS);
});

test("of a batch that is cancelled while it is planned the rest is cut too, and not run", async () => {
  const org_id = await gateway.newOrg();
  const batch = await submit(gateway, org_id, items(UNITS));
  const chunks: number[] = [];
  const database: Database = {
    engine: gateway.database.engine,
    query: (statement) => gateway.database.query(statement),
    transaction: async (work) => {
      const before = chunks.length;
      const result = await gateway.database.transaction(work);
      if (before === 0 && chunks.length === 1)
        await gateway.call(gateway.handlers.cancel, org_id, { params: { id: batch.id } });
      return result;
    },
    close: async () => {},
  };
  const queue = queueThat((jobs) => chunks.push(jobs));
  await gateway.runOnly("plan_batch", { database, lanes: finely(), queue });

  expect(chunks).toEqual([200]);
  expect((await unitsOf(batch.id)).slice(200)).toEqual(
    oneByOne.slice(200).map((unit) => ({ ...unit, status: "cancelled" })),
  );
  await gateway.addWorker().whenIdle();
  expect(await getBatch(gateway, org_id, batch.id)).toMatchObject({
    status: "cancelled",
    counts: { total: UNITS, cancelled: UNITS },
  });
  expect((await artifactIds(gateway, batch.id)).errors).toHaveLength(UNITS);
});

test("a file that has other items than were accepted is not planned to its end", async () => {
  const org_id = await gateway.newOrg();
  const batch = await submit(gateway, org_id, items(3));
  await gateway.database.query(sql`update batches set item_count = 4 where id = ${batch.id}`);
  await gateway.runOnly("plan_batch");
  expect(gateway.failures.map(String)).toEqual([
    expect.stringContaining("The input has 3 items; 4 were accepted."),
  ]);
  expect(await getBatch(gateway, org_id, batch.id)).toMatchObject({ status: "routing" });
});

test("a plan that is asked for once more changes nothing", async () => {
  const org_id = await gateway.newOrg();
  const batch = await submit(gateway, org_id, items(3));
  await gateway.addWorker().whenIdle();
  const done = await getBatch(gateway, org_id, batch.id);
  await gateway.database.transaction((tx) =>
    gateway.queue.enqueue(tx, planBatchJob, { payload: { batch_id: batch.id } }),
  );
  await gateway.runOnly("plan_batch");
  expect(await getBatch(gateway, org_id, batch.id)).toEqual(done);
  expect(await jobsOf("plan_batch")).toBe(0);
  expect(gateway.failures).toEqual([]);
});
