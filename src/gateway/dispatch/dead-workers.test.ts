import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sql } from "#gateway/database/sql.ts";
import { LaneFailure } from "#gateway/lanes/lane.ts";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import { allButWriting } from "#gateway/storage/test-storage-but-writing.ts";
import {
  artifactIds,
  artifactLines,
  deferred,
  getBatch,
  items,
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

/** As if every worker had stood still for longer than its lease. */
async function endLeases(): Promise<void> {
  await gateway.database.query(sql`
    update jobs set leased_until = now() - interval '1 second' where state = 'running'`);
}

/** A storage that stands still at its first write of such a name, until it is let go, and at no other. */
function stallingStorage(storage: ArtifactStorage, name: RegExp) {
  const stalled = deferred();
  const goOn = deferred();
  let hasStalled = false;
  const stalling: ArtifactStorage = {
    ...allButWriting(storage),
    async write(key, source) {
      if (name.test(key) && !hasStalled) {
        hasStalled = true;
        stalled.resolve();
        await goOn.promise;
      }
      return storage.write(key, source);
    },
  };
  return { stalling, stalled: stalled.promise, goOn: goOn.resolve };
}

test("a unit whose worker died after the provider had answered is called for again, and its customer is charged once", async () => {
  const org_id = await gateway.newOrg();
  const calls = new Map<string, number>();
  gateway.setScript((request) => {
    calls.set(request.custom_id, (calls.get(request.custom_id) ?? 0) + 1);
    return oddAnswer(request);
  });
  const { id } = await submit(gateway, org_id, items(1));
  const { stalling, stalled, goOn } = stallingStorage(gateway.storage, /\/units\//);
  const worker = gateway.addWorker({ storage: stalling });
  await stalled;
  await endLeases();
  await untilBatch(gateway, org_id, id, ({ status }) => status === "completed");
  goOn();
  await worker.whenIdle();

  const done = await getBatch(gateway, org_id, id);
  expect(done).toMatchObject({ status: "completed", counts: { completed: 1 } });
  expect([...calls]).toEqual([["item-0", 2]]);
  const [line = ""] = await artifactLines(gateway, id, "output");
  const row = JSON.parse(line) as { batchrouter: { cost: { amount: string } } };
  const cost = BigInt(row.batchrouter.cost.amount.replace(".", ""));
  const charges = await gateway.database.query<{ kind: string; change: bigint }>(sql`
    select kind, reserved_change_micros as change from ledger_entries where batch_id = ${id} and kind = 'settle'`);
  // 5.90 % on top, rounded up.
  expect(charges).toEqual([{ kind: "settle", change: -(cost + (cost * 590n + 9_999n) / 10_000n) }]);
});

test("who joined a batch, stood still while another one ended it, and goes on, does not touch its files", async () => {
  const org_id = await gateway.newOrg();
  gateway.setScript((request) => {
    if (request.item_index % 2 === 1) throw new LaneFailure("content_policy", "no");
    return oddAnswer(request);
  });
  const { id } = await submit(gateway, org_id, items(8));
  const { stalling, stalled, goOn } = stallingStorage(
    gateway.storage,
    /bat_\w+\/\d+-output\.jsonl$/,
  );
  const worker = gateway.addWorker({ storage: stalling });
  await stalled;
  await endLeases();
  await untilBatch(gateway, org_id, id, ({ status }) => status === "completed");
  const ended = await artifactIds(gateway, id);
  expect(ended).toEqual({
    output: ["item-0", "item-2", "item-4", "item-6"],
    errors: ["item-1", "item-3", "item-5", "item-7"],
  });
  goOn();
  await worker.whenIdle();
  expect(await artifactIds(gateway, id)).toEqual(ended);
  // What the first one wrote is gone again.
  expect(await gateway.database.query(sql`select storage_key from unowned_artifacts`)).toEqual([]);
});
