import type { Page } from "@playwright/test";
import { contract } from "#contract/index.ts";
import { FaultProxy } from "./fault-proxy.ts";
import { expect, test } from "./fixtures.ts";
import { GatewayProcess } from "./gateway-process.ts";
import { LedgerPage } from "./ledger-page.ts";
import { follow, PAGES } from "./pages.ts";
import { newAccount, type TestAccount } from "./test-account.ts";

async function switchTo(page: Page, name: RegExp): Promise<void> {
  await page
    .getByRole("banner")
    .getByRole("button", { name: /^Environment:/ })
    .click();
  await page.getByRole("banner").getByRole("button", { name }).click();
}

test("keys, sessions and the ledger of one environment are not there in another, and are there again on the way back", async ({
  signedInPage: page,
  account,
  watch,
}) => {
  await follow(page, "Files");
  await expect(page.getByText("No files yet")).toBeVisible();
  const ledger = await LedgerPage.open(page);
  await expect(ledger.list.getByText(/^\/v1\/files/).first()).toBeVisible();

  await switchTo(page, /^Hosted test/);
  await expect(page.getByText("No calls yet")).toBeVisible();
  await follow(page, "Files");
  await expect(page.getByText("You are not signed in to Hosted test")).toBeVisible();
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
  // Nothing of this machine is offered in it, and nothing is sent to it before somebody asks for that.
  await expect(page.getByRole("navigation", { name: "Console" })).not.toContainText("Mailbox");
  expect(watch.sent("GET", /^\/local\/forward\//)).toEqual([]);
  await page.reload();
  await expect(page.getByText("You are not signed in to Hosted test")).toBeVisible();

  await switchTo(page, /^Local/);
  await expect(page.getByText("No files yet")).toBeVisible();
  await expect(
    page.getByRole("banner").getByRole("button", { name: `Account ${account.email}` }),
  ).toBeVisible();
});

test("the environment's name stands on every page", async ({ page, watch }) => {
  // The one page whose call needs no key asks for the models, of a host that is not there.
  watch.provokes(503, /^\/local\/forward\/production\/v1\/catalog\/models$/);
  await page.goto("/");
  await switchTo(page, /^Hosted production/);
  const named = page
    .getByRole("banner")
    .getByRole("button", { name: "Environment: Hosted production, api.batchrouter.com" });
  const others = Object.values(PAGES).filter((path) => path !== PAGES.lanes);
  for (const path of others) {
    await page.goto(path.replace(/\{.*\}/, "none_here"));
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(named, `on ${path}`).toContainText("Hosted production");
  }
  const refusal = page.waitForResponse(/\/catalog\/models$/);
  await page.goto(PAGES.lanes);
  await expect(named).toContainText("Hosted production");
  await refusal;
});

test("a hosted environment that cannot be reached says so, where it is looked at and where it is used", async ({
  page,
  watch,
}) => {
  watch.provokes(503, /^\/local\/forward\/test\/v1\/health$/);
  watch.provokes(503, /^\/local\/forward\/test\/v1\/auth\/sessions$/);
  await page.goto("/environments");
  const local = page
    .getByRole("listitem")
    .filter({ has: page.getByRole("heading", { name: "Local", exact: true }) });
  await expect(local).toContainText("clocks agree");
  const hosted = page
    .getByRole("listitem")
    .filter({ has: page.getByRole("heading", { name: "Hosted test" }) });
  await expect(hosted).toContainText("Not asked yet.");
  await hosted.getByRole("button", { name: "Check Hosted test" }).click();
  await expect(hosted).toContainText("not reachable");
  await expect(hosted).toContainText("test.api.batchrouter.com cannot be reached");

  await hosted.getByRole("button", { name: "Switch to Hosted test" }).click();
  await page.getByRole("banner").getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("Email").fill("agent@example.com");
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("group", { name: "One thing needs mending" })).toContainText(
    "test.api.batchrouter.com cannot be reached",
  );
});

test("an added environment is there after a reload, and a mistyped address is refused at its field", async ({
  page,
  gateway,
  account,
}) => {
  // The same gateway under its other name is an environment of its own: nothing of the first is known in it.
  await account.client.call(contract.accounts.get, {});
  await page.goto("/environments");
  await page.getByLabel("Address", { exact: true }).fill("127.0.0.1:9090");
  await page.getByRole("button", { name: "Add and switch" }).click();
  await expect(page.getByLabel("Address", { exact: true })).toHaveAttribute("aria-invalid", "true");
  const { port } = new URL(gateway.url);
  await page.getByLabel("Address", { exact: true }).fill(`${gateway.url}/`);
  await page.getByRole("button", { name: "Add and switch" }).click();
  const name = `Environment: 127.0.0.1:${port}, 127.0.0.1:${port}`;
  await expect(page.getByRole("button", { name })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name })).toBeVisible();
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(
    page.getByRole("button", { name: `Environment: Local, 127.0.0.1:${port}` }),
  ).toBeVisible();
});

/** Puts an account's credentials into every tab of the page, for one environment. */
async function bring(page: Page, environmentId: string, account: TestAccount): Promise<void> {
  const { session_token, api_key, email } = account;
  await page.addInitScript(
    ([key = "", held = ""]) => sessionStorage.setItem(key, held),
    [`batchrouter.credentials.${environmentId}`, JSON.stringify({ session_token, api_key, email })],
  );
}

async function addEnvironment(page: Page, url: string): Promise<void> {
  await page.getByLabel("Address", { exact: true }).fill(url);
  await page.getByRole("button", { name: "Add and switch" }).click();
  await expect(
    page.getByRole("button", { name: `Environment: ${new URL(url).host}` }),
  ).toBeVisible();
}

test("in an environment that is production, what cannot be taken back is sent only once its name is typed", async ({
  page,
  gateway,
  account,
  watch,
}) => {
  const { host } = new URL(gateway.url);
  await bring(page, `custom:${gateway.url}`, account);
  await account.client.call(contract.apiKeys.create, { body: { label: "spare" } });
  await page.goto("/environments");
  await page.getByLabel("It is production").check();
  await addEnvironment(page, gateway.url);
  await follow(page, /^Create API key/);
  const revoked = () => watch.sent("DELETE", /^\/v1\/auth\/account\/api-keys\//).length;
  const revoke = async (): Promise<void> => {
    await page.getByRole("button", { name: "Revoke spare" }).click();
    await page.getByRole("button", { name: "Revoke", exact: true }).click();
  };

  await revoke();
  const guard = page.getByRole("dialog", { name: new RegExp(`, in ${host}\\?$`) });
  await expect(guard).toContainText("This is production");
  await guard.getByRole("button", { name: "Do not send" }).click();
  await expect(page.getByText("Nothing was sent: it was not confirmed")).toBeVisible();
  expect(revoked()).toBe(0);

  await revoke();
  await guard.getByLabel(`Type ${host} to confirm`).fill("Local");
  await guard.getByRole("button", { name: `Send to ${host}` }).click();
  await expect(guard).toContainText(`It has to be exactly ${host}`);
  expect(revoked()).toBe(0);
  await guard.getByLabel(`Type ${host} to confirm`).fill(host);
  await page.keyboard.press("Enter");
  await expect(guard).toBeHidden();
  await expect(page.getByRole("table", { name: "API keys" })).toContainText("revoked");
  expect(revoked()).toBe(1);

  // It is production after a reload too, and in the environment that is not, nobody is asked.
  await page.reload();
  await follow(page, "Environments");
  await expect(page.getByRole("main").getByText("marked as production")).toBeVisible();
});

test("two environments are compared call by call, and an answer off the contract is named by its path", async ({
  page,
  gateway,
  account,
  watch,
}) => {
  const other = await GatewayProcess.start({ BATCHROUTER_ALLOWED_ORIGINS: gateway.url });
  const faultProxy = await FaultProxy.start(other.url);
  for (const { url } of [other, faultProxy]) watch.alsoCalls(url);
  // What the walk asks for and what no account has: a webhook of its own, and a batch of no one.
  watch.provokes(404, /^\/v1\//);
  const theirs = await newAccount(other.url);
  await bring(page, "local", account);
  for (const { url } of [other, faultProxy]) await bring(page, `custom:${url}`, theirs);
  await page.goto("/environments");
  for (const { url } of [other, faultProxy]) await addEnvironment(page, url);
  await page.getByLabel("Compare", { exact: true }).selectOption("Local");
  await page.getByLabel("With", { exact: true }).selectOption(new URL(other.url).host);
  await page.getByLabel("Also run a batch of one item in both").check();
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page.getByText(/^\d+\scalls compared, /)).toHaveText(
    /^2\d\scalls compared, all alike\.$/,
  );
  const table = page.getByRole("table", { name: /call by call$/ });
  await expect(table.getByRole("row", { name: /^batches\.billingReceipt/ })).toContainText("alike");

  faultProxy.fault = { kind: "strange" };
  const proxied = new URL(faultProxy.url).host;
  await page.getByLabel("With", { exact: true }).selectOption(proxied);
  await page.getByLabel("Also run a batch of one item in both").uncheck();
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  const health = table.getByRole("row", { name: /^catalog\.health/ });
  await expect(health).toContainText(`off the contract in ${proxied}: status`);
  await faultProxy.stop();
  await other.dispose();
});
