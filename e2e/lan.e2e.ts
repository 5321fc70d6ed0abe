import { expect, test as base } from "./fixtures.ts";
import { GatewayProcess } from "./gateway-process.ts";
import { LedgerPage } from "./ledger-page.ts";
import { follow } from "./pages.ts";
import config from "./playwright.config.ts";
import { newAccount } from "./test-account.ts";

/** A name that is not this machine's own: what is served by it over http is no secure context. */
const LAN_HOST = "lan.test";

const test = base.extend({
  gateway: [
    // Playwright reads a fixture's needs off this pattern; there are none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const gateway = await GatewayProcess.start({ BATCHROUTER_ALLOWED_HOSTS: LAN_HOST });
      await use(gateway);
      await gateway.dispose();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  origin: [
    async ({ gateway }, use) => use(`http://${LAN_HOST}:${new URL(gateway.url).port}`),
    { scope: "worker" },
  ],
  account: async ({ gateway }, use) => use(await newAccount(gateway.url)),
});

test.use({
  launchOptions: {
    ...config.use?.launchOptions,
    args: [
      ...(config.use?.launchOptions?.args ?? []),
      `--host-resolver-rules=MAP ${LAN_HOST} 127.0.0.1`,
    ],
  },
});

test("by a LAN address, without clipboard and crypto.subtle, copying, signatures and replays work all the same, and it is said", async ({
  signedInPage: page,
  watch,
}) => {
  // The gateway sends the header to every page; where it cannot help, the browser says so.
  watch.hears(/^The Cross-Origin-Opener-Policy header has been ignored/);
  expect(await page.evaluate(() => [isSecureContext, "clipboard" in navigator])).toEqual([
    false,
    false,
  ]);
  await follow(page, "Environments");
  await expect(page.getByText("This page is not a secure context")).toBeVisible();

  const origin = new URL(page.url()).origin;
  await page.getByRole("button", { name: "Copy address of Local" }).click();
  await page.getByLabel("Address", { exact: true }).focus();
  await page.keyboard.press("Control+V");
  await expect(page.getByLabel("Address", { exact: true })).toHaveValue(origin);

  await follow(page, "Webhooks");
  await page.getByRole("button", { name: "Open an inbox" }).click();
  await expect(page.getByText("Waiting for the first delivery")).toBeVisible();
  await follow(page, /^Agent loop/);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByText("assistant, the answer")).toBeVisible();
  await follow(page, "Webhooks");
  await expect(page.getByText("signature valid")).toBeVisible();

  const ledger = await LedgerPage.open(page);
  await ledger.find("accounts.get");
  const call = await ledger.openCall(ledger.list.getByRole("row").nth(1));
  await call.getByRole("tab", { name: "Replay" }).click();
  await call.getByRole("button", { name: /^Send/ }).click();
  await expect(call.getByRole("tabpanel", { name: "Replay" })).toContainText("200");
});
