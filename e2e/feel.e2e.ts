import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { contract } from "#contract/index.ts";
import { expect, test } from "./fixtures.ts";
import { jsonl, nativeItems } from "./input-files.ts";
import { follow } from "./pages.ts";
import type { TestAccount } from "./test-account.ts";
import { submitBatch, untilEnded } from "./test-batches.ts";

// The reader's clock is never UTC's, so that the two cannot be mistaken for each other.
test.use({ timezoneId: "Asia/Kolkata" });

const UTC = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/;
const LOCAL = /^\d{1,2} \w{3} \d{4}, \d\d:\d\d:\d\d UTC\+5:30$/;

/** Two of everything that is listed. */
async function fill({ client }: TestAccount): Promise<void> {
  const inbox = await client.call(contract.local.createInbox, {});
  await client.call(contract.webhooks.put, { body: { url: inbox.url } });
  await client.call(contract.apiKeys.create, { body: { label: "second" } });
  for (const name of ["first", "second"]) {
    const items = nativeItems(2, (n) => `${name}: name ${n} rivers.`);
    await client.call(contract.files.upload, { query: {}, body: new Blob([jsonl(items)]) });
    const batch = await submitBatch(client, items, { metadata: { name } });
    await untilEnded(client, batch.id);
    await client.call(contract.workflows.createAgentRun, {
      body: { input: { messages: [{ role: "user", content: name }] } },
    });
  }
}

/** Where the focus is among the rows of a list: 0 is the first, -1 elsewhere. */
function focusedRow(page: Page): Promise<number> {
  return page.evaluate(() =>
    [...document.querySelectorAll("[data-row]")].findIndex((row) => row === document.activeElement),
  );
}

/** What the page's times say, without those of how old its figures are. */
function shownTimes(page: Page): Promise<string[]> {
  return page.getByRole("table").getByRole("time").allInnerTexts();
}

test("one key writes every time as how long ago, by the reader's clock or in UTC, and the browser keeps the choice", async ({
  signedInPage: page,
  account,
}) => {
  await fill(account);
  await follow(page, "Batches");
  await expect(page.getByRole("table").getByRole("time").first()).toHaveText(/ago|now/);
  await page.keyboard.press("t");
  await expect(page.getByText("Times are by your clock")).toBeVisible();
  for (const text of await shownTimes(page)) expect(text).toMatch(LOCAL);
  await page.keyboard.press("t");
  await expect(page.getByText("Times are in UTC")).toBeVisible();
  for (const text of await shownTimes(page)) expect(text).toMatch(UTC);

  const time = page.getByRole("table").getByRole("time").first();
  expect(await time.getAttribute("title")).toMatch(/(ago|now) · .*UTC\+5:30$/);
  await page.reload();
  for (const path of ["/files", "/keys", "/account", "/agent"]) {
    await page.goto(path);
    await expect(page.getByRole("table").getByRole("time").first()).toHaveText(UTC);
    for (const text of await shownTimes(page)) expect(text, path).toMatch(UTC);
  }
  await page.getByRole("button", { name: "Display" }).click();
  await page.getByRole("radio", { name: "Relative" }).check();
  await expect(page.getByRole("table").getByRole("time").first()).toHaveText(/ago|now/);
});

test("J and K go through the rows of every list, Enter opens, and Back finds the row that was left", async ({
  signedInPage: page,
  account,
}) => {
  await fill(account);
  const lists = [
    "/batches",
    "/files",
    "/keys",
    "/account",
    "/agent",
    "/lanes",
    "/mailbox",
    "/webhooks?tab=deliveries",
  ];
  for (const path of lists) {
    await page.goto(path);
    await expect(page.locator("[data-row]").nth(path === "/mailbox" ? 0 : 1)).toBeVisible();
    await page.keyboard.press("j");
    await expect.poll(() => focusedRow(page), { message: `J on ${path}` }).toBe(0);
    if (path === "/mailbox") continue;
    await page.keyboard.press("j");
    expect(await focusedRow(page), path).toBe(1);
    await page.keyboard.press("k");
    expect(await focusedRow(page), path).toBe(0);
  }

  await page.goto("/batches");
  await expect(page.locator("[data-row]").nth(1)).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/batches\/bat_/);
  await page.goBack();
  await expect.poll(() => focusedRow(page)).toBe(1);
});

test("polling moves neither the focus nor the scroll nor a row", async ({
  signedInPage: page,
  account,
  watch,
}) => {
  const slow = nativeItems(2, (n) => `Count to ${n}. [[sandbox:delay ms=600000]]`);
  for (const name of ["one", "two", "three"])
    await submitBatch(account.client, slow, { metadata: { name } });
  await page.setViewportSize({ width: 1440, height: 420 });
  await page.goto("/batches");
  await expect(page.locator("[data-row]")).toHaveCount(3);
  await expect(page.getByRole("progressbar").first()).toHaveAttribute("aria-valuenow", /^\d+$/);
  await page.keyboard.press("j");
  await page.evaluate(() => window.scrollTo(0, 40));
  const place = () =>
    page.evaluate(() => ({
      focus: document.activeElement?.textContent,
      scroll: window.scrollY,
      rows: [...document.querySelectorAll("[data-row]")].map((row) => row.textContent),
    }));
  const before = await place();
  const polls = () => watch.sent("GET", /^\/v1\/batches(\?|$)/).length;
  const had = polls();
  await expect
    .poll(polls, { message: "three more polls", timeout: 60_000 })
    .toBeGreaterThan(had + 2);
  expect(await place()).toEqual(before);
});

test("a control that vanishes under the focus leaves the focus on the page, not nowhere", async ({
  signedInPage: page,
}) => {
  await follow(page, "Mailbox");
  const empty = page.getByRole("button", { name: "Empty the mailbox" });
  await empty.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("No mail yet")).toBeVisible();
  await expect
    .poll(() => page.evaluate(() => document.activeElement === document.body))
    .toBe(false);
});

test("nothing moves where reduced motion is asked for", async ({ signedInPage: page, account }) => {
  const slow = nativeItems(2, (n) => `Count to ${n}. [[sandbox:delay ms=600000]]`);
  const batch = await submitBatch(account.client, slow, {});
  const longestMs = () =>
    page.evaluate(() => {
      // "auto" is moved by scrolling and not by time.
      const seconds = (text: string) =>
        Math.max(
          ...text.split(",").map((part) => (part.trim() === "auto" ? 0 : Number.parseFloat(part))),
        );
      const all = [...document.querySelectorAll("*")].map((element) => getComputedStyle(element));
      return Math.max(
        ...all.map((style) => 1_000 * seconds(style.transitionDuration)),
        ...all.map((style) => 1_000 * seconds(style.animationDuration)),
      );
    });
  await page.goto(`/batches/${batch.id}`);
  await expect(page.getByRole("progressbar", { name: "Items" })).toBeVisible();
  expect(await longestMs()).toBeGreaterThan(50);
  await page.emulateMedia({ reducedMotion: "reduce" });
  expect(await longestMs()).toBeLessThan(1);
});

test("a printed page is ink on white with its environment named, and without what is for the hand", async ({
  signedInPage: page,
  account,
  gateway,
}) => {
  await submitBatch(
    account.client,
    nativeItems(2, (n) => `Name ${n} rivers.`),
  );
  await page.emulateMedia({ colorScheme: "dark" });
  await follow(page, "Batches");
  await expect(page.locator("[data-row]").first()).toBeVisible();
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await expect(page.getByRole("navigation")).toHaveCount(0);
  await expect(page.getByRole("button")).toHaveCount(0);
  await expect(page.getByRole("banner")).toHaveCount(0);
  await expect(page.getByText("Ledger", { exact: true })).toHaveCount(2);
  for (const hidden of await page.getByText("Ledger", { exact: true }).all())
    await expect(hidden).toBeHidden();
  await expect(page.getByText(`Batchrouter · Local · ${gateway.url}/batches`)).toBeVisible();
  const heading = page.getByRole("heading", { level: 1, name: "Batches" });
  await expect(heading).toBeVisible();
  expect(await heading.evaluate((element) => getComputedStyle(element).color)).toBe("rgb(0, 0, 0)");
});

test("an id is whole and is copied whole, and the copy is said beside the button", async ({
  signedInPage: page,
  account,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { org_id } = await account.client.call(contract.accounts.get, {});
  await follow(page, /^Register/);
  await page.goto("/account");
  await expect(page.getByText(org_id, { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Copy organisation id" }).click();
  await expect(page.getByRole("status").filter({ hasText: /^Copied$/ })).toBeAttached();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(org_id);
  await expect(page.locator("button [role=status]")).toHaveCount(0);
});

test("the palette finds a command by a few letters and runs it", async ({ signedInPage: page }) => {
  await page.keyboard.press("ControlOrMeta+k");
  await expect(page.getByRole("dialog", { name: "Command palette" })).toBeVisible();
  await page.keyboard.type("webh");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Webhooks");
});

test("the code beside a form follows it as one types", async ({ signedInPage: page }) => {
  await page.goto("/quote");
  await page.getByRole("tab", { name: "cURL" }).click();
  const code = page.getByRole("complementary", { name: "On the wire" });
  await page.getByLabel("Items", { exact: true }).fill("4321");
  await expect(code).toContainText('"estimated_items": 4321');
});

test("what is typed while the palette is still fetched stands in it, and does nothing to the page behind", async ({
  signedInPage: page,
}) => {
  await page.route(/command-dialogs/, async (route) => {
    await delay(1_000);
    await route.continue();
  });
  await page.goto("/batches");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("ControlOrMeta+k");
  // By itself a T would switch the times.
  await page.keyboard.type("batt");
  const palette = page.getByRole("dialog", { name: "Command palette" });
  await expect(palette.getByRole("combobox")).toHaveValue("batt");
  await expect(page.getByText("Times are by your clock")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await page.keyboard.press("ControlOrMeta+k");
  await expect(palette.getByRole("combobox")).toHaveValue("");
});
