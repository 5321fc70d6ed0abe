import { contract } from "#contract/index.ts";
import { expect, test } from "./fixtures.ts";
import { nativeItems } from "./input-files.ts";
import { artifactIds, submitBatch, untilEnded } from "./test-batches.ts";

/** Some come back at once, the others not before they are cancelled: however long a backup takes, it meets the middle. */
const UNHURRIED = nativeItems(
  80,
  (n) => `Count to ${n}. [[sandbox:delay ms=${n <= 8 ? 100 : 600_000}]]`,
);
const IDS = UNHURRIED.map(({ customer_item_id }) => customer_item_id);

test("a gateway backed up in mid-batch, killed and lost, comes back from its backup with the batch, whose cancellation delivers each id once", async ({
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
  await client.call(contract.batches.cancel, { params: { id } });
  const batch = await untilEnded(client, id);
  expect(batch).toMatchObject({ status: "cancelled", counts: { completed: 8, cancelled: 72 } });
  expect(await artifactIds(client, batch, "output")).toEqual(IDS.slice(0, 8));
  expect(await artifactIds(client, batch, "errors")).toEqual(IDS.slice(8));
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  expect(metrics).toMatch(/^batchrouter_items_total\{outcome="\w+"\} \d/m);
  expect(metrics).toMatch(/^nodejs_eventloop_lag_seconds \d/m);
});
