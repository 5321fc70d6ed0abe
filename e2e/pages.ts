import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";

/** The pages of the console by their names in its list of addresses; `{…}` is filled in by the test. */
export const PAGES = {
  home: "/",
  register: "/register",
  verify: "/verify",
  signIn: "/sign-in",
  resetPassword: "/reset-password",
  account: "/account",
  apiKeys: "/keys",
  quote: "/quote",
  submit: "/submit",
  batches: "/batches",
  batch: "/batches/{batch}",
  repair: "/batches/{batch}/repair",
  files: "/files",
  webhooks: "/webhooks",
  agentRuns: "/agent",
  agentRun: "/agent/{run}",
  lanes: "/lanes",
  sandbox: "/sandbox",
  mailbox: "/mailbox",
  demo: "/demo",
  report: "/demo/report?batch={batch}",
  environments: "/environments",
  ledger: "/ledger",
  docs: "/docs",
} as const;

/** An address that no page has. */
export const NO_PAGE = "/no-such-page";

/** The names that the console's own list of routes has, so that a page added there cannot be missed here. */
export async function routedPages(): Promise<string[]> {
  const source = await readFile(new URL("../src/console/routes.tsx", import.meta.url), "utf8");
  return [...source.matchAll(/path=\{(?:`\$\{)?paths\.(\w+)\(/g)].map(([, name = ""]) => name);
}

/** Goes to an address within the console, as its own links do: nothing is loaded anew. */
export async function follow(page: Page, link: string | RegExp): Promise<void> {
  await page.getByRole("navigation", { name: "Console" }).getByRole("link", { name: link }).click();
}
