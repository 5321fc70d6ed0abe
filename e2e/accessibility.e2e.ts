import { contract } from "#contract/index.ts";
import { expectAccessible, open } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { dropFile, nativeItem, nativeItems, shippedBytes } from "./input-files.ts";
import { NO_PAGE, PAGES, routedPages } from "./pages.ts";
import { newEmail, type TestAccount } from "./test-account.ts";
import { submitBatch, untilEnded } from "./test-batches.ts";

/** The pages that show what an account has. */
const OWN_PAGES = [
  PAGES.home,
  PAGES.account,
  PAGES.apiKeys,
  PAGES.quote,
  PAGES.submit,
  PAGES.batches,
  PAGES.batch,
  PAGES.repair,
  PAGES.report,
  PAGES.files,
  PAGES.webhooks,
  PAGES.agentRuns,
  PAGES.agentRun,
  PAGES.mailbox,
  PAGES.ledger,
];

/** The pages that are the same for everybody, and two that send away who is not signed in. */
const PAGES_OF_STRANGERS = [
  ...Object.values(PAGES).filter((path) => !OWN_PAGES.some((own) => own === path)),
  PAGES.home,
  PAGES.batches,
  PAGES.batch,
  NO_PAGE,
];

/** One of everything: batches of each look, a file, a run, deliveries, an endpoint. */
async function fill({
  client,
}: TestAccount): Promise<{ batch: string; run: string; quote: string }> {
  const inbox = await client.call(contract.local.createInbox, {});
  await client.call(contract.webhooks.put, { body: { url: inbox.url } });
  const failing = nativeItem("refused", "Name a river. [[sandbox:fail code=content_policy]]");
  const odd = nativeItem("cut", "Name a river. [[sandbox:length]]");
  const items = [...nativeItems(30, (n) => `Name ${n} rivers.`), failing, odd];
  const mixed = await submitBatch(client, items, { metadata: { name: "Rivers and a refusal" } });
  const { run } = await client.call(contract.workflows.createAgentRun, {
    body: {
      input: { messages: [{ role: "user", content: "Name the six steps of a batch." }] },
      webhook: { url: inbox.url },
    },
  });
  const slow = nativeItems(3, (n) => `Count to ${n}. [[sandbox:delay ms=60000]]`);
  await submitBatch(client, slow, { metadata: { name: "Slow" } });
  const quote = await client.call(contract.quotes.createForModel, {
    body: { models: ["gpt-4o-mini"], estimated_items: 1_000 },
  });
  await untilEnded(client, mixed.id);
  return { batch: mixed.id, run: run.id, quote: quote.quote_id };
}

// Some hundred scans: where the machine is busy with other work too, they take their time.
test.describe.configure({ mode: "parallel", timeout: 1_200_000 });

test("every page of the console is in the list of pages that are checked", async () => {
  expect((await routedPages()).toSorted()).toEqual(Object.keys(PAGES).toSorted());
});

test("axe finds nothing on the pages of somebody who is not signed in", async ({ page, watch }) => {
  for (const path of PAGES_OF_STRANGERS) {
    await open(page, watch, path.replace("{batch}", "bat_none").replace("{run}", "run_none"));
    await expectAccessible(page, path);
  }
});

test("axe finds nothing in any section of the reference", async ({ page, watch }) => {
  await open(page, watch, "/docs");
  const links = page.getByRole("navigation", { name: "Reference" }).getByRole("link");
  const sections = await links.evaluateAll((found) =>
    found.map((link) => link.getAttribute("href") ?? ""),
  );
  expect(sections.length).toBeGreaterThan(10);
  for (const path of sections) {
    await open(page, watch, path);
    await expectAccessible(page, path, { isOneOfAKind: true });
  }
});

test("axe finds nothing on any page of a new account", async ({ signedInPage: page, watch }) => {
  watch.provokes(404, /^\/v1\/batches\/bat_/);
  watch.provokes(404, /^\/v1\/workflows\/agent-main-thread\/runs\/run_/);
  const missing = { batch: "bat_1m87vf01ntvh1ezj00vv", run: "run_1m87vf01ntvh1ezj00vv" };
  const views = ["/webhooks?tab=deliveries", "/webhooks?tab=endpoint", "/submit?source=text"];
  for (const path of [...OWN_PAGES, ...views]) {
    await open(page, watch, path.replace("{batch}", missing.batch).replace("{run}", missing.run));
    await expectAccessible(page, path, { isOneOfAKind: true });
  }
});

test("axe finds nothing on any page that is full", async ({
  signedInPage: page,
  account,
  watch,
}) => {
  const { batch, run, quote } = await fill(account);
  const views = [
    `/batches/${batch}?tab=items`,
    `/batches/${batch}?tab=items&item=refused`,
    `/batches/${batch}?tab=bill`,
    `/batches/${batch}?tab=compare`,
    `/agent/${run}?view=json`,
    `/quote?quote_id=${quote}`,
    `/submit?quote_id=${quote}`,
    "/submit?source=uploaded",
    "/submit?sample=support-tickets.native.jsonl",
    "/webhooks?tab=deliveries",
    "/webhooks?tab=endpoint",
    "/lanes?view=lanes",
    "/lanes?model=gpt-4o-mini",
    "/batches?status=failed",
  ];
  for (const path of [...OWN_PAGES, ...views]) {
    await open(page, watch, path.replace("{batch}", batch).replace("{run}", run));
    await expectAccessible(page, path);
  }
});

test("axe finds nothing in what opens over and under a page", async ({
  signedInPage: page,
  account,
  watch,
}) => {
  const { batch } = await fill(account);
  await open(page, watch, `/batches/${batch}`);
  await page.keyboard.press("Control+`");
  const dock = page.getByRole("region", { name: "Ledger of calls" });
  await dock.getByRole("grid", { name: "Calls, newest first" }).getByRole("row").nth(1).click();
  await expect(dock.getByRole("region", { name: /^Call #/ })).toBeVisible();
  await expectAccessible(page, "the ledger's dock");
  await page.keyboard.press("Control+`");
  await page.getByRole("button", { name: "Download", exact: true }).click();
  await expectAccessible(page, "the download menu");

  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Display" }).click();
  await expectAccessible(page, "the display menu");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Command palette" })).toBeVisible();
  await expectAccessible(page, "the palette");
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await expectAccessible(page, "the list of shortcuts");
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 390, height: 900 });
  await page.getByRole("button", { name: "Open navigation" }).click();
  await expect(page.getByRole("dialog", { name: "Navigation" })).toBeVisible();
  await expectAccessible(page, "the navigation of a phone");
  await page.keyboard.press("Escape");

  await open(page, watch, "/keys");
  await page.getByRole("button", { name: "Revoke e2e" }).click();
  await expectAccessible(page, "the dialog to revoke a key");
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.getByLabel("Label").fill("shown once");
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByRole("heading", { name: "shown once is ready" })).toBeVisible();
  await expectAccessible(page, "a new key");
  await page.getByLabel("I have saved the key").check();
  await page.getByRole("button", { name: "Done" }).click();

  await open(page, watch, "/webhooks");
  await page.getByRole("button", { name: "Open an inbox" }).click();
  await expect(page.getByText("Waiting for the first delivery")).toBeVisible();
  await expectAccessible(page, "an empty inbox");
  await open(page, watch, "/agent");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByText("assistant, the answer")).toBeVisible();
  await open(page, watch, "/webhooks");
  await expect(page.getByText("signature valid")).toBeVisible();
  await expectAccessible(page, "an inbox with a checked receipt");

  await open(page, watch, "/submit");
  await dropFile(
    page.getByRole("group", { name: "Drop a JSONL file" }),
    "broken.jsonl",
    await shippedBytes("broken.jsonl"),
  );
  await page
    .getByRole("grid")
    .getByRole("row", { name: /unknown_model/ })
    .click();
  await expectAccessible(page, "the issues of a broken file");
});

test("axe finds nothing in forms that were refused", async ({ page, watch }) => {
  watch.provokes(400, /\/agent-register$/);
  watch.provokes(400, /\/verify-email\/confirm$/);
  watch.provokes(401, /\/auth\/sessions$/);
  await open(page, watch, "/register");
  await page.getByLabel("Agent name").fill(" ");
  await page.getByRole("button", { name: "Register" }).click();
  await expect(page.getByRole("group", { name: "3 things need mending" })).toBeFocused();
  await expectAccessible(page, "a refused registration");
  await open(page, watch, "/verify");
  await page.getByLabel("Token").fill("not-the-token");
  await page.getByRole("button", { name: "Verify", exact: true }).click();
  await expect(page.getByRole("group", { name: "One thing needs mending" })).toBeFocused();
  await expectAccessible(page, "a refused token");
  await open(page, watch, "/sign-in");
  await page.getByLabel("Email").fill(newEmail());
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("group", { name: "One thing needs mending" })).toBeFocused();
  await expectAccessible(page, "a refused sign-in");
});
