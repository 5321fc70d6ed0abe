import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { withFreeSpace } from "#gateway/storage/free-space.ts";
import { allButWriting } from "#gateway/storage/test-storage-but-writing.ts";
import { artifactIds, getBatch, items, ledgerOf, submit, untilBatch } from "./test-batches.ts";
import { createTestDispatch, type TestDispatch } from "./test-dispatch.ts";

let gateway: TestDispatch;
beforeAll(async () => {
  gateway = await createTestDispatch();
});
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

test("units that find the disk full are put off as often as it takes, and nothing of the batch is lost or charged twice", async () => {
  const org_id = await gateway.newOrg();
  const { id } = await submit(gateway, org_id, items(20));
  let isFull = true;
  let refusals = 0;
  const disk = {
    ...allButWriting(gateway.storage),
    write: async (...written: Parameters<typeof gateway.storage.write>) => {
      if (!isFull) return gateway.storage.write(...written);
      refusals += 1;
      throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    },
  };
  const storage = withFreeSpace(disk, async () => Number.MAX_SAFE_INTEGER, 0);
  gateway.addWorker({ storage });
  // More often than a job is tried when it fails.
  for (let round = 1; round <= 10; round += 1) {
    await vi.waitUntil(() => refusals >= round * 20, { timeout: 20_000 });
    gateway.advance(15_000);
  }
  const stuck = await getBatch(gateway, org_id, id);
  expect(stuck.status).toBe("dispatched");
  isFull = false;
  gateway.advance(15_000);
  await untilBatch(gateway, org_id, id, ({ status }) => status === "completed");
  const ids = await artifactIds(gateway, id);
  expect(ids.output).toEqual(items(20).map((item) => item.customer_item_id));
  const done = await getBatch(gateway, org_id, id);
  expect(done.lanes[0]).toMatchObject({ completed: 20, input_tokens: 2_000 });
  expect(await ledgerOf(gateway.database, org_id, id)).toMatchObject({
    settles: 1,
    reserved_micros: 0n,
  });
  expect(new Set(gateway.failures.map((failure) => (failure as Error).name))).toEqual(
    new Set(["StorageFull"]),
  );
});
