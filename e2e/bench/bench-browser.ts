import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium } from "@playwright/test";
import { BROWSER_ARGUMENTS } from "../browser-arguments.ts";
import { findBrowser } from "../find-browser.ts";
import type { TestAccount } from "../test-account.ts";

interface BrowserOptions {
  /** Where the console is served. */
  url: string;
  /** Every tab is signed in to it; as nobody where it is absent. */
  account?: TestAccount;
  args?: readonly string[];
}

/** A browser on a profile of its own, each of whose tabs holds the account's credentials; all of it is removed afterwards. */
export async function withBenchBrowser(
  { url, account, args = [] }: BrowserOptions,
  work: (context: BrowserContext) => Promise<void>,
): Promise<void> {
  const profile = await mkdtemp(join(tmpdir(), "batchrouter-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findBrowser(),
    args: [...BROWSER_ARGUMENTS, ...args],
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    timezoneId: "UTC",
    baseURL: url,
  });
  try {
    // What runs this file keeps the names of functions by a helper, which a function sent into a page looks for there.
    await context.addInitScript("globalThis.__name = (named) => named");
    if (account !== undefined) {
      const { session_token, api_key, email } = account;
      await context.addInitScript(
        (credentials) =>
          sessionStorage.setItem("batchrouter.credentials.local", JSON.stringify(credentials)),
        { session_token, api_key, email },
      );
    }
    await work(context);
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
}
