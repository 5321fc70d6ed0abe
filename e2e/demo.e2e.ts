import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { batchOutcome } from "#contract/batch-states.ts";
import { contract } from "#contract/index.ts";
import { DemoPage, heldCredentials } from "./demo-page.ts";
import { expect, test } from "./fixtures.ts";
import { PAGES } from "./pages.ts";
import { strangerClient } from "./test-account.ts";

const QUICK = "pace=2000";

test.afterEach(async ({ gateway, page }) => {
  // Else it would go on polling with a session that is gone.
  await page.close();
  // The next test finds a gateway that goes by the real clock.
  await strangerClient(gateway.url).call(contract.local.reset, { body: { confirm: "reset" } });
});

/** Everything that a play has made, as the API tells it; an answer's request ids are of the call, not of the thing. */
async function everything(demo: DemoPage): Promise<string> {
  const client = await demo.client();
  const id = await demo.batchId();
  const params = { id };
  const { batches, workflows, webhooks, accounts, files } = contract;
  const run = await client.call(workflows.getAgentRun, { params: { id: await demo.runId() } });
  return JSON.stringify([
    await client.call(accounts.get, {}),
    await client.call(files.list, {}),
    await client.call(batches.get, { params, query: { include_billing_receipt: "true" } }),
    await client.call(batches.events, { params, query: { limit: 100 } }),
    await client.call(batches.routeReceipts, { params, query: { limit: 100 } }),
    await client.call(batches.results, { params, query: { limit: 100 } }),
    await client.call(webhooks.listDeliveries, { query: { limit: 100 } }),
    run,
  ]);
}

test("the lifecycle played twice with one seed makes the same ids, times and ends, and another seed makes others", async ({
  page,
  gateway,
}) => {
  const demo = new DemoPage(page, gateway.url);
  await demo.begin(`scenario=partial-failure&seed=7&${QUICK}`);
  await demo.untilEnded();
  await expect(page).toHaveURL(/\/demo\?/);
  await expect(page.getByText(/^The first play of this scenario and seed/)).toBeVisible();
  const fingerprint = await demo.fingerprint();
  const first = await everything(demo);
  expect(first).toContain('"status":"completed"');
  await expect(
    page.getByRole("cell", { name: /the signature holds by both schemes/ }),
  ).toBeVisible();

  await demo.bar.getByRole("button", { name: "Play again" }).click();
  await expect(demo.bar.getByRole("button", { name: "Pause" })).toBeVisible();
  await demo.untilEnded();
  await expect(page.getByText("Same as last time")).toBeVisible();
  expect(await demo.fingerprint()).toBe(fingerprint);
  expect(await everything(demo)).toBe(first);

  await demo.begin(`scenario=partial-failure&seed=8&${QUICK}`);
  await demo.untilEnded();
  expect(await demo.fingerprint()).not.toBe(fingerprint);
});

test("a play is paused with the gateway's work, goes on by one step, outlives a reload, and ends by Escape", async ({
  page,
  gateway,
}) => {
  const rehearsal = async () => {
    const answer = await strangerClient(gateway.url).call(contract.local.getRehearsal, {});
    return answer.rehearsal;
  };
  const place = (text: string) => demo.bar.getByText(text, { exact: true });
  const demo = new DemoPage(page, gateway.url);
  await demo.begin("scenario=calm&seed=3&pace=20");
  await expect(place("3 of 16")).toBeVisible();
  await page.keyboard.press("Space");
  await expect(place("paused")).toBeVisible();
  await expect.poll(async () => (await rehearsal())?.is_paused).toBe(true);
  const at = await demo.bar.getByText(/^\d+ of 16$/).innerText();

  await page.reload();
  await expect(place(at)).toBeVisible();
  await expect(place("paused")).toBeVisible();

  await page.keyboard.press("ArrowRight");
  const next = `${Number.parseInt(at, 10) + 1} of 16`;
  await expect(place(next)).toBeVisible();
  await expect(place("paused")).toBeVisible();

  await page.keyboard.press("Space");
  await expect(demo.bar.getByRole("button", { name: "Pause" })).toBeVisible();
  await expect.poll(async () => (await rehearsal())?.is_paused).toBe(false);
  await page.keyboard.press("Escape");
  await expect(place("stopped")).toBeVisible();
});

test("a scenario in the address is asked about first: the lanes are set so, or nothing; what cannot be is named", async ({
  signedInPage: page,
  account,
  gateway,
}) => {
  const sandbox = () => strangerClient(gateway.url).call(contract.local.getSandbox, {});
  await page.goto("/batches?scenario=partial-failure&seed=9");
  const dialog = page.getByRole("dialog", { name: "This address asks for a scenario" });
  await dialog.getByRole("button", { name: "Leave all as it is" }).click();
  await expect(page).toHaveURL(/\/batches$/);
  expect(await sandbox()).toMatchObject({ scenario: "calm", seed: 7 });

  await page.goto("/batches?scenario=partial-failure&seed=9");
  await dialog.getByRole("button", { name: "Set the lanes so" }).click();
  await expect(dialog).toBeHidden();
  expect(await sandbox()).toMatchObject({ scenario: "partial-failure", seed: 9 });
  // Nothing was lost by it.
  expect((await account.client.call(contract.accounts.get, {})).email).toBe(account.email);

  await page.goto("/batches?scenario=sunny&seed=-2");
  await expect(dialog.getByText("There is no scenario “sunny”.")).toBeVisible();
  await expect(dialog.getByText("A seed is a whole number")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
});

test("a rehearsal begun from an address stands still between calls, and the console goes by its time", async ({
  page,
  gateway,
}) => {
  await page.goto("/?scenario=calm&seed=5");
  await page.getByRole("button", { name: "Start over in a rehearsal" }).click();
  await expect(page.getByText("A rehearsal of “calm” has begun")).toBeVisible();
  const { rehearsal } = await strangerClient(gateway.url).call(contract.local.getRehearsal, {});
  expect(rehearsal).toMatchObject({ scenario: "calm", seed: 5, now: rehearsal?.started_at });
  await strangerClient(gateway.url).call(contract.accounts.register, {
    body: { agent_name: "a", email: "clock@example.com", password: "long enough to be one" },
  });
  await page.goto("/mailbox");
  // Months off by the browser's own clock.
  await expect(page.getByRole("list", { name: "Mails, newest first" })).toContainText("just now");
});

test("sample work fills the gateway with batches in every end, and says what it made", async ({
  page,
  gateway,
}) => {
  await page.goto("/demo");
  await page.getByRole("button", { name: "Fill with sample work" }).click();
  await expect(page.getByRole("link", { name: "Tickets of today (running)" })).toBeVisible({
    timeout: 120_000,
  });
  const client = await new DemoPage(page, gateway.url).client();
  const { data } = await client.call(contract.batches.list, { query: { limit: 100 } });
  const named = data.filter(({ metadata }) => metadata["name"] !== undefined);
  expect(named.map(batchOutcome).toSorted()).toEqual([
    "all_failed",
    "cancelled",
    "completed",
    "completed_with_failures",
    "expired",
    "running",
  ]);
  const deliveries = await client.call(contract.webhooks.listDeliveries, { query: { limit: 100 } });
  const attempts = deliveries.data.flatMap((delivery) => delivery.attempts);
  expect(attempts.map(({ status_code }) => status_code)).toContain(503);
  await page.getByRole("link", { name: "Reviews of week 3" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Reviews of week 3");
});

test("starting over asks first, then empties the gateway, signs the console out and says so", async ({
  signedInPage: page,
  account,
  gateway,
}) => {
  const mails = () => strangerClient(gateway.url).call(contract.local.listMails, {});
  await page.goto("/demo");
  const ask = page.getByRole("button", { name: "Start over", exact: true });
  const dialog = page.getByRole("dialog", { name: "Empty this gateway?" });
  await ask.click();
  await expect(dialog).toContainText("the one you are signed in to as well");
  await dialog.getByRole("button", { name: "Keep everything" }).click();
  expect((await account.client.call(contract.accounts.get, {})).email).toBe(account.email);

  await ask.click();
  await dialog.getByRole("button", { name: "Empty it", exact: true }).click();
  await expect(page.getByText("The gateway is empty")).toBeVisible();
  await expect(page.getByText("you are signed out")).toBeVisible();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
  expect((await mails()).data).toEqual([]);
  await expect(account.client.call(contract.accounts.get, {})).rejects.toMatchObject({
    status: 401,
  });
});

test("an address with autoplay plays at once in a rehearsal, and asks where something would be lost", async ({
  page,
  gateway,
}) => {
  const demo = new DemoPage(page, gateway.url);
  await page.goto(`/demo?scenario=slow&seed=21&${QUICK}&autoplay`);
  const dialog = page.getByRole("dialog", { name: "Empty this gateway?" });
  await dialog.getByRole("button", { name: "Empty it and play" }).click();
  await expect(demo.bar.getByRole("button", { name: "Pause" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(demo.bar.getByText("stopped", { exact: true })).toBeVisible();

  const { local } = contract;
  const body = { confirm: "reset", rehearsal: { scenario: "calm", seed: 1 } } as const;
  await strangerClient(gateway.url).call(local.reset, { body });
  await page.goto(`/demo?scenario=slow&seed=22&${QUICK}&autoplay`);
  await expect(demo.bar.getByRole("button", { name: "Pause" })).toBeVisible();
  await expect
    .poll(async () => (await strangerClient(gateway.url).call(local.getRehearsal, {})).rehearsal)
    .toMatchObject({ scenario: "slow", seed: 22 });
  await expect(dialog).toBeHidden();
});

test("a play that is reloaded between the token and the session goes on all the same", async ({
  page,
  gateway,
  watch,
}) => {
  watch.provokes(400, /\/verify-email\/confirm$/);
  const demo = new DemoPage(page, gateway.url);
  await demo.begin("scenario=calm&seed=31&pace=20");
  await expect(demo.bar.getByText("3 of 16", { exact: true })).toBeVisible();
  await page.keyboard.press("Space");
  await expect(demo.bar.getByText("paused", { exact: true })).toBeVisible();
  const stranger = strangerClient(gateway.url);
  // The token is spent and nobody has kept the session: what a reload in the middle leaves behind.
  const { data } = await stranger.call(contract.local.listMails, {});
  const token = data.find((mail) => mail.token !== null)?.token ?? "";
  await stranger.call(contract.accounts.verifyEmail, { body: { token } });
  await page.reload();
  await expect(demo.bar.getByText("paused", { exact: true })).toBeVisible();
  await page.keyboard.press("Space");
  await expect(demo.bar.getByText("5 of 16", { exact: true })).toBeVisible({ timeout: 30_000 });
  expect((await heldCredentials(page)).session_token).not.toBe("");
  await page.keyboard.press("Escape");
});

/** Everything that a page has, less what a person types into a field, which the browser draws as dots. */
async function pageText(page: Page): Promise<string> {
  return page.evaluate(() => {
    const copy = document.documentElement.cloneNode(true);
    if (!(copy instanceof HTMLElement)) return "";
    for (const field of copy.querySelectorAll("input[type='email']"))
      field.removeAttribute("value");
    return `${document.title} ${copy.outerHTML}`;
  });
}

test("presenter mode shows no address, key, session or token on any page, in the ledger and in its export", async ({
  page,
  gateway,
}) => {
  const demo = new DemoPage(page, gateway.url);
  await demo.begin(`scenario=calm&seed=11&${QUICK}`);
  await demo.untilEnded();
  const [batch, run] = [await demo.batchId(), await demo.runId()];
  const { email, api_key, session_token } = await heldCredentials(page);
  const mails = await strangerClient(gateway.url).call(contract.local.listMails, {});
  const token = mails.data[0]?.token ?? "";
  expect(token.length).toBeGreaterThan(8);
  const secrets = [email, encodeURIComponent(email), api_key, session_token, token];
  // What tells keys apart is not for an audience either.
  secrets.push(api_key.slice(0, 12));

  // The play's calls are in the ledger as long as the page is not loaded anew.
  await page.keyboard.press("Control+.");
  await expect(
    page.getByRole("banner").getByRole("button", { name: "Leave presenter mode" }),
  ).toBeVisible();
  await expect(page.getByRole("region", { name: "Ledger of calls" })).toBeHidden();
  await page.keyboard.press("g");
  await page.keyboard.press("k");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("API keys");
  await page.evaluate(() => history.pushState(null, "", "/ledger"));
  await page.evaluate(() => dispatchEvent(new PopStateEvent("popstate")));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ledger of calls");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("button", { name: "JSON Lines" }).click();
  const exported = await readFile(await (await download).path(), "utf8");
  expect(exported).toContain("@stand-in.example");
  for (const secret of secrets) expect(exported).not.toContain(secret);

  for (const path of Object.values(PAGES)) {
    const address = path.replace("{batch}", batch).replace("{run}", run);
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.waitForLoadState("networkidle");
    const text = await pageText(page);
    for (const secret of secrets) {
      expect(text.includes(secret), `${secret.slice(0, 6)}… on ${path}`).toBe(false);
    }
  }
  await page.goto(PAGES.account);
  // The captions come after the page, and Escape is for them first.
  await page.waitForLoadState("networkidle");
  await expect(
    page
      .getByRole("main")
      .getByText(/@stand-in\.example/)
      .first(),
  ).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("main").getByText(email).first()).toBeVisible();
});

test("the run report is one file with the ids, the bill and the picture, no secret and no reference to outside", async ({
  page,
  gateway,
}) => {
  const demo = new DemoPage(page, gateway.url);
  await demo.begin(`scenario=partial-failure&seed=7&${QUICK}`);
  await demo.untilEnded();
  const { email, api_key, session_token } = await heldCredentials(page);
  const batch = await demo.batchId();
  const fingerprint = await demo.fingerprint();
  await page.getByRole("link", { name: "Run report" }).click();
  await expect(page.getByRole("img", { name: /^Timeline of the batch/ })).toBeVisible();
  const texts: string[] = [];
  for (const kind of ["One HTML file", "Markdown"]) {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: kind }).click();
    texts.push(await readFile(await (await download).path(), "utf8"));
  }
  const [html = ""] = texts;
  for (const text of texts) {
    expect(text).toContain(batch);
    expect(text).toContain(fingerprint.trim());
    expect(text).toContain("its signature holds by both schemes");
    expect(text).toContain("POST");
    for (const secret of [email, api_key, session_token]) expect(text).not.toContain(secret);
  }
  expect(html).toContain("<svg");
  expect(html).not.toMatch(/\s(src|href|srcset|action)=|@import|url\(|<script|<link|<iframe/i);
});
