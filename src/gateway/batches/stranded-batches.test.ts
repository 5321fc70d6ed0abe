import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sql } from "#gateway/database/sql.ts";
import { getBatch, items, submit } from "#gateway/dispatch/test-batches.ts";
import { createTestDispatch, type TestDispatch } from "#gateway/dispatch/test-dispatch.ts";
import { adoptDeliveries } from "#gateway/webhooks/stranded-deliveries.ts";
import { adoptBatches } from "./stranded-batches.ts";

let gateway: TestDispatch;
beforeAll(async () => {
  gateway = await createTestDispatch();
});
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

/** Takes every job of a kind away, as nobody should, and looks once for what is stranded. */
async function strand(kind: string): Promise<void> {
  await gateway.database.query(sql`delete from jobs where kind = ${kind}`);
  await gateway.database.transaction(async (tx) => {
    for (const adopt of [adoptBatches, adoptDeliveries])
      await adopt(tx, gateway.queue, gateway.clock.now());
  });
}

const countJobs = async (kind: string): Promise<number> => {
  const rows = await gateway.database.query(sql`select 1 as one from jobs where kind = ${kind}`);
  return rows.length;
};

test("a batch that has lost its job in whatever state gets one again, and ends", async () => {
  const org_id = await gateway.newOrg();
  const { id } = await submit(gateway, org_id, items(60));
  await strand("plan_batch");
  const steps: string[] = [];
  for (const kind of ["plan_batch", "run_unit", "finish_batch"]) {
    steps.push(`${kind} ${await countJobs(kind)}`);
    await gateway.runOnly(kind);
    await strand(kind === "plan_batch" ? "run_unit" : "finish_batch");
  }
  expect(steps).toEqual(["plan_batch 1", "run_unit 30", "finish_batch 1"]);
  expect(await getBatch(gateway, org_id, id)).toMatchObject({
    status: "completed",
    counts: { completed: 60 },
  });
});

test("a batch that is past its deadline and has lost the job that would end it gets one again", async () => {
  const org_id = await gateway.newOrg();
  gateway.setDeadline(60);
  await submit(gateway, org_id, items(2));
  await strand("expire_batch");
  expect(await countJobs("expire_batch")).toBe(0);
  gateway.advance(60_000);
  await strand("expire_batch");
  expect(await countJobs("expire_batch")).toBe(1);
});

test("a delivery that has lost its job gets one again, and what has one gets no second", async () => {
  const org_id = await gateway.newOrg();
  const webhook = { url: "http://127.0.0.1:9/hook", events: ["batch.submitted"] };
  await submit(gateway, org_id, items(2), { webhook });
  await strand("deliver_webhook");
  await strand("nothing");
  expect(await countJobs("deliver_webhook")).toBe(1);
  expect(await countJobs("plan_batch")).toBe(1);
});
