import { contract } from "#contract/index.ts";
import { expect, test } from "./fixtures.ts";
import { nativeItems } from "./input-files.ts";
import { artifactIds, submitBatch, untilEnded } from "./test-batches.ts";

/** Some four rounds of units, longer together than a backup takes on a busy machine. */
const UNHURRIED = nativeItems(80, (n) => `Count to ${n}. [[sandbox:delay ms=6000]]`);
const IDS = UNHURRIED.map(({ customer_item_id }) => customer_item_id);

test("a gateway backed up in mid-batch, killed and lost, comes back from its backup and ends the batch, each id once", async ({
  account,
  gateway,
}, testInfo) => {
  const { client } = account;
  const { id } = await submitBatch(client, UNHURRIED);
  const progress = () => client.call(contract.batches.get, { params: { id } });
  await expect.poll(async () => (await progress()).counts.completed).toBeGreaterThan(5);
  const backup = testInfo.outputPath("backup");
  expect(await gateway.runCommand("backup", backup)).toMatchObject({ exitCode: 0 });
  expect((await progress()).completed_at).toBeNull();

  await gateway.stop("SIGKILL");
  await gateway.empty();
  expect(await gateway.runCommand("restore", backup)).toMatchObject({ exitCode: 0 });
  const doctor = await gateway.runCommand("doctor", "--deep");
  expect(doctor).toMatchObject({ exitCode: 0, output: expect.not.stringContaining("✗") });

  await gateway.start();
  const batch = await untilEnded(client, id);
  expect(batch.status).toBe("completed");
  expect(await artifactIds(client, batch, "output")).toEqual(IDS);
  expect(await artifactIds(client, batch, "errors")).toEqual([]);
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  expect(metrics).toMatch(/^batchrouter_items_total\{outcome="completed"\} [1-9]/m);
  expect(metrics).toMatch(/^nodejs_eventloop_lag_seconds \d/m);
});
