import type { Page } from "@playwright/test";
import { contract } from "#contract/index.ts";
import { newId } from "#contract/primitives.ts";
import { expect, test } from "./fixtures.ts";
import { nativeItems } from "./input-files.ts";
import { newAccount, strangerClient, type TestAccount } from "./test-account.ts";
import { submitBatch } from "./test-batches.ts";

const ITEMS = nativeItems(2, (n) => `Name ${n} rivers. [[sandbox:delay ms=60000]]`);
const GONE = /The gateway was emptied, or restarted on an empty folder at \d/;

/** A tab of the account on the page of a batch that runs. */
async function watchBatch(page: Page, account: TestAccount): Promise<string> {
  const { id } = await submitBatch(account.client, ITEMS, { metadata: { name: "Rivers" } });
  await page.goto(`/batches/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Rivers/);
  return id;
}

async function signInAs(page: Page, { email, password }: TestAccount): Promise<void> {
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
}

test("a gateway restarted on an empty folder is told from a missing batch, and stale credentials say so", async ({
  signedInPage: page,
  account,
  gateway,
  watch,
}) => {
  watch.provokes("no answer", /^\/(v1\/|assets\/|favicon|$)/);
  watch.provokes(401, /^\/v1\//);
  watch.provokes(404, /^\/v1\/batches\/bat_/);
  const id = await watchBatch(page, account);
  await gateway.stop("SIGKILL");
  await expect(page.getByRole("region", { name: "Connection" })).toContainText(
    "Local does not answer.",
  );
  await gateway.empty();
  await gateway.start();
  const main = page.getByRole("main");
  await expect(main).toContainText(GONE);
  await expect(main).toContainText("does not know the key and the session of this tab any more");

  await signInAs(page, await newAccount(gateway.url));
  await expect(page).toHaveURL(new RegExp(`/batches/${id}$`));
  await expect(main).toContainText("This batch could not be loaded");
  await expect(main).toContainText(GONE);
  await expect(main).toContainText("what this tab saw there before is not there any more");
  await expect(main.getByRole("link", { name: "All batches" })).toBeVisible();

  // One that this tab has never seen is missing, and nothing is said of a restart.
  await page.goto(`/batches/${newId("batch")}`);
  await expect(main).toContainText("This batch could not be loaded");
  await expect(main).toContainText("not_found");
  await expect(main).not.toContainText(GONE);
});

test("a gateway restarted on its folder goes on with what it had, and nothing is said to be gone", async ({
  signedInPage: page,
  account,
  gateway,
  watch,
}) => {
  watch.provokes("no answer", /^\/(v1\/|assets\/|favicon|$)/);
  await watchBatch(page, account);
  await gateway.stop("SIGKILL");
  const connection = page.getByRole("region", { name: "Connection" });
  await expect(connection).toBeVisible();
  await gateway.start();
  await expect(connection).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Rivers/);
  await expect(page.getByRole("main")).not.toContainText(GONE);
});

test("a gateway that was emptied from elsewhere says so on the page that knew it", async ({
  signedInPage: page,
  account,
  gateway,
  watch,
}) => {
  watch.provokes(401, /^\/v1\//);
  // Who was let in before all was deleted may look for the batch and its quote after that.
  watch.mayProvoke(404, /^\/v1\/(?:batches|quotes)\//);
  await watchBatch(page, account);
  await strangerClient(gateway.url).call(contract.local.reset, { body: { confirm: "reset" } });
  await expect(page.getByRole("main")).toContainText(GONE);
});
