import type { Page } from "@playwright/test";
import { contract } from "#contract/index.ts";
import { expect, test } from "./fixtures.ts";
import { LedgerPage } from "./ledger-page.ts";
import { follow, PAGES } from "./pages.ts";

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
