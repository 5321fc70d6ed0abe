import { test as base, expect, type Page } from "@playwright/test";
import { isTerminal } from "#contract/batch-states.ts";
import { contract } from "#contract/index.ts";
import type { SandboxSettings } from "#contract/local.ts";
import { GatewayProcess } from "./gateway-process.ts";
import { PageWatch } from "./page-watch.ts";
import { newAccount, strangerClient, type TestAccount } from "./test-account.ts";

export { expect };

/** How the sandbox lanes are at the start of every test: good, fast, and the same each time. */
const QUICK: SandboxSettings = {
  scenario: "calm",
  seed: 7,
  speed: 400,
  failure_rates: {},
  deadline_seconds: null,
};

interface WorkerFixtures {
  /** The worker's own gateway, which the pages' addresses are relative to. */
  gateway: GatewayProcess;
  /** The origin that the pages are opened at: the gateway's own, unless a file puts something between. */
  origin: string;
}

interface TestFixtures {
  /** Sets how the sandbox lanes behave; what is left out stays. */
  sandbox: (settings: Partial<SandboxSettings>) => Promise<void>;
  /** Fails the test for noise that it did not provoke, and for requests to other hosts. */
  watch: PageWatch;
  /** A fresh account, made through the API. */
  account: TestAccount;
  /** The test's page, signed in to `account` and on the overview. */
  signedInPage: Page;
}

/** What still runs, slowly on purpose for one, would hold the places of the next test's batches. */
async function cancelRunning({ client }: TestAccount): Promise<void> {
  // A gateway that the test has stopped or emptied, or a session that it has ended, has nothing to cancel.
  const page = await client.call(contract.batches.list, {}).catch(() => null);
  const running = (page?.data ?? []).filter(({ status }) => !isTerminal(status));
  await Promise.allSettled(
    running.map(({ id }) => client.call(contract.batches.cancel, { params: { id } })),
  );
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  gateway: [
    // Playwright reads a fixture's needs off this pattern; there are none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const gateway = await GatewayProcess.start();
      await use(gateway);
      await gateway.dispose();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  origin: [async ({ gateway }, use) => use(gateway.url), { scope: "worker" }],
  baseURL: async ({ origin }, use) => use(origin),
  sandbox: [
    async ({ gateway }, use) => {
      const set = async (settings: Partial<SandboxSettings>): Promise<void> => {
        await strangerClient(gateway.url).call(contract.local.setSandbox, { body: settings });
      };
      await set(QUICK);
      await use(set);
    },
    { auto: true },
  ],
  watch: [
    async ({ context, origin }, use, testInfo) => {
      const watch = new PageWatch(context, origin);
      await use(watch);
      // A test that failed says why by itself; what follows would only talk over it.
      if (testInfo.status !== testInfo.expectedStatus) return;
      // The browser may complain a moment after the page has moved on.
      await expect
        .poll(() => watch.missed, { message: "provoked, and never happened", timeout: 2_000 })
        .toEqual([]);
      expect(watch.noise, "noise on the page that the test did not provoke").toEqual([]);
      expect(watch.strangers, "requests to other hosts").toEqual([]);
    },
    { auto: true },
  ],
  account: async ({ gateway }, use) => {
    const account = await newAccount(gateway.url);
    await use(account);
    await cancelRunning(account);
  },
  signedInPage: async ({ page, account }, use) => {
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill(account.email);
    await page.getByLabel("Password", { exact: true }).fill(account.password);
    await page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(
      "Run the full batch lifecycle",
    );
    await use(page);
  },
});
