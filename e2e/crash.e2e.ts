import type { Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { expect, test } from "./fixtures.ts";
import { isOnPostgres } from "./gateway-database.ts";
import { nativeItems } from "./input-files.ts";
import type { TestAccount } from "./test-account.ts";
import { artifactIds, submitBatch, untilEnded } from "./test-batches.ts";

/** Two items a unit and four units at a time: some ten rounds of this long, so that the middle of the batch can be met. */
const UNHURRIED = nativeItems(80, (n) => `Count to ${n}. [[sandbox:delay ms=1500]]`);
const IDS = UNHURRIED.map(({ customer_item_id }) => customer_item_id);

async function untilUnderWay({ client }: TestAccount, id: Batch["id"]): Promise<void> {
  await expect
    .poll(
      async () => (await client.call(contract.batches.get, { params: { id } })).counts.completed,
      { message: "some items are done", intervals: [100] },
    )
    .toBeGreaterThan(5);
}

async function expectEachIdOnce({ client }: TestAccount, id: Batch["id"]): Promise<void> {
  const batch = await untilEnded(client, id);
  expect(batch.status).toBe("completed");
  expect(await artifactIds(client, batch, "output")).toEqual(IDS);
  expect(await artifactIds(client, batch, "errors")).toEqual([]);
}

test("a gateway killed in mid-batch and started again finishes the batch, each id once, and the page says it is stale and recovers by itself", async ({
  signedInPage: page,
  gateway,
  account,
  watch,
}) => {
  watch.provokes("no answer", /^\/v1\/batches\/bat_/);
  // Parts of the console that are fetched ahead in idle moments, as this one is, go unanswered too.
  watch.provokes("no answer", /^\/((v1|assets)\/|$)/);
  const { id } = await submitBatch(account.client, UNHURRIED, { metadata: { name: "Killed" } });
  await page.goto(`/batches/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Killed");
  await untilUnderWay(account, id);

  await gateway.stop("SIGKILL");
  await expect(page.getByText(/^Stale, as of/)).toBeVisible();
  await expect(page.getByText("The gateway cannot be reached.").first()).toBeVisible();
  await expect(page.getByText(/polling has stopped/)).toBeHidden();

  await gateway.start();
  await expect(page.getByText(/^Stale, as of/)).toBeHidden();
  await expect(page.getByText(/polling has stopped/)).toBeVisible({ timeout: 180_000 });
  await expect(page.getByRole("button", { name: "80 completed" })).toBeVisible();
  await expectEachIdOnce(account, id);
});

test("a second gateway on the same data folder is refused with a sentence, and the first goes on", async ({
  account,
  gateway,
}) => {
  test.skip(isOnPostgres, "on a server any number of processes share the work");
  const { exitCode, output } = await gateway.startRival();
  expect(exitCode).toBe(1);
  expect(output).toMatch(
    /^The data folder \S+ is in use by process \d+; stop that process first or choose another folder\.$/m,
  );
  await expectEachIdOnce(account, (await submitBatch(account.client, UNHURRIED)).id);
});

test("SIGTERM in mid-batch drains with exit code 0, and the next start finishes the batch, each id once", async ({
  account,
  gateway,
}) => {
  const { id } = await submitBatch(account.client, UNHURRIED);
  await untilUnderWay(account, id);
  expect(await gateway.stop("SIGTERM")).toBe(0);
  await gateway.start();
  await expectEachIdOnce(account, id);
});
