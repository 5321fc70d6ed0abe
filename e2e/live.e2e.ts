import type { Page } from "@playwright/test";
import type { Client } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { expect, test } from "./fixtures.ts";
import { nativeItem, nativeItems } from "./input-files.ts";
import { submitBatch, untilEnded } from "./test-batches.ts";

/** Items that take turns on their lanes for some seconds, so that there is something to watch. */
const watchable = (count: number) =>
  nativeItems(count, (n) => `Count to ${n}. [[sandbox:delay ms=${400 + 300 * n}]]`);

/** Keeps the notifications that the page shows: of the browser's own a test sees nothing. */
async function keepNotifications(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shown: string[] = [];
    const Own = window.Notification;
    class Kept extends Own {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        shown.push(`${title} | ${options?.body ?? ""}`);
      }
    }
    Object.assign(window, { Notification: Kept, shownNotifications: shown });
  });
}

const shownNotifications = (page: Page) =>
  page.evaluate(() => (window as unknown as { shownNotifications: string[] }).shownNotifications); // as kept above

async function allDelivered(client: Client, batchId: string): Promise<void> {
  await expect
    .poll(async () => {
      const { data } = await client.call(contract.webhooks.listDeliveries, {
        query: { batch_id: batchId },
      });
      return data.map(({ status }) => status);
    })
    .toEqual(["delivered"]);
}

test("a running batch shows its parts, its pace as a range, why it waits, its deadline, and its states on one axis", async ({
  signedInPage: page,
  account: { client },
}) => {
  const { id } = await submitBatch(client, watchable(60), { metadata: { name: "Counting" } });
  await page.goto(`/batches/${id}`);
  await expect(page.getByText(/^\d+\sitems? on lanes, \d+\sitems? queued behind/)).toBeVisible();
  await expect(page.getByText(/^deadline in 23\sh/)).toBeVisible();
  await expect(page.getByText(/^at [\d.]+\sitems\/(s|min), last \d+\ss$/)).toBeVisible();
  await expect(page.getByText(/^\d+(\ss – |–)\d+\ss$/).first()).toBeVisible();
  await expect(page.getByRole("img", { name: /^Time axis: pending/ })).toBeVisible();
  await expect(page).toHaveTitle(/^\d+ % · Counting · Batchrouter$/);
  await expect(page.locator('link[rel="icon"]')).toHaveAttribute("href", "/favicon-running.svg");
  const states = page.getByRole("list", { name: "Items, by state" });
  await states.getByRole("button", { name: /completed$/ }).click();
  await expect(page).toHaveURL(/status=completed/);
  await expect(page.getByRole("grid", { name: "Items" }).getByRole("row").nth(1)).toBeVisible();
  await client.call(contract.batches.cancel, { params: { id } });
});

test("polling is paused, asked by hand, taken up again and paced by the reader", async ({
  signedInPage: page,
  account: { client },
}) => {
  const { id } = await submitBatch(client, watchable(20));
  await page.goto(`/batches/${id}`);
  await page.getByRole("button", { name: "pause" }).click();
  await expect(page.getByText("paused,")).toBeVisible();
  await untilEnded(client, id);
  // It has ended, and the page has not asked.
  await expect(page.getByText("polling has stopped")).toBeHidden();
  await page.getByRole("button", { name: "poll now" }).click();
  await expect(page.getByText("polling has stopped")).toBeVisible();

  const slow = await submitBatch(client, [nativeItem("a", "Count. [[sandbox:delay ms=60000]]")]);
  await page.goto(`/batches/${slow.id}`);
  await page.getByLabel("Poll", { exact: true }).selectOption("every 1 m");
  await expect(page.getByText(/^next poll in (5\d\ss|1\sm)$/)).toBeVisible();
  await page.getByRole("button", { name: "pause" }).click();
  await client.call(contract.batches.cancel, { params: { id: slow.id } });
  await untilEnded(client, slow.id);
  await page.getByRole("button", { name: "resume" }).click();
  await page.getByLabel("Poll", { exact: true }).selectOption("every 1 s");
  await expect(page.getByText(/^cancelled, 0 delivered$/).first()).toBeVisible();
});

test("the end is told by a notification that was asked for on a press, by the title and by the tab's drawing", async ({
  signedInPage: page,
  context,
  account: { client },
}) => {
  await context.grantPermissions(["notifications"]);
  await keepNotifications(page);
  // Long enough to press the button and to load the page once more.
  const items = [
    ...nativeItems(8, (n) => `Count to ${n}. [[sandbox:delay ms=10000]]`),
    nativeItem("no", "Count. [[sandbox:fail code=content_policy]]"),
  ];
  const { id } = await submitBatch(client, items, { metadata: { name: "Counting" } });
  await page.goto(`/batches/${id}`);
  const tell = page.getByRole("button", { name: "Tell me when done" });
  await expect(tell).toHaveAttribute("aria-pressed", "false");
  await tell.click();
  await expect(tell).toHaveAttribute("aria-pressed", "true");
  // The wish is the browser's: a reload has it still.
  await page.reload();
  await expect(tell).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByText("polling has stopped")).toBeVisible();
  await expect(page).toHaveTitle("completed, 1 failed · Counting · Batchrouter");
  await expect(page.locator('link[rel="icon"]')).toHaveAttribute("href", "/favicon-attention.svg");
  expect(await shownNotifications(page)).toEqual([
    expect.stringMatching(/^Counting: completed, 1 failed \| 8 of 9\u00a0items have an answer\./),
  ]);
});

test("a browser that does not allow notifications is said to", async ({
  signedInPage: page,
  context,
  account: { client },
}) => {
  await context.grantPermissions([]);
  const { id } = await submitBatch(client, [nativeItem("a", "Go. [[sandbox:delay ms=60000]]")]);
  await page.goto(`/batches/${id}`);
  await page.getByRole("button", { name: "Tell me when done" }).click();
  await expect(page.getByText(/Notifications are blocked for this address/)).toBeVisible();
  await client.call(contract.batches.cancel, { params: { id } });
});

test("each change stands beside the poll that saw it and the delivery that told it: not taken, taken, taken twice", async ({
  signedInPage: page,
  account: { client },
}) => {
  const inbox = await client.call(contract.local.createInbox, {});
  const params = { id: inbox.inbox_id };
  const answer = (status: number) =>
    client.call(contract.local.setInboxAnswer, {
      params,
      body: { answer: { status, delay_ms: 0, drop: false } },
    });
  await answer(500);
  const { id } = await submitBatch(client, watchable(6), { webhook: { url: inbox.url } });
  await page.goto(`/batches/${id}`);
  const table = page.getByRole("table", { name: "Polls against webhook" });
  const end = table.getByRole("row", { name: /^completed/ });
  await expect(end).toContainText(/call \d+ \+/);
  await expect(end).toContainText("batch.completed");
  await expect(end).toContainText(/not taken, \d+\sattempt/);
  await expect(end.getByRole("cell").last()).toHaveText("poll");

  await answer(200);
  const { data } = await client.call(contract.webhooks.listDeliveries, { query: { batch_id: id } });
  const delivery = { params: { id: data[0]?.id ?? "" } };
  await client.call(contract.webhooks.redeliver, delivery);
  await allDelivered(client, id);
  await page.reload();
  // A tab that is loaded anew has seen nothing happen but the end, which is fresh.
  await expect(end).toContainText(/batch\.completed\s*\+[\d.]+/);
  await client.call(contract.webhooks.redeliver, delivery);
  await expect(async () => {
    await page.reload();
    await expect(end).toContainText("taken 2 times, one event id", { timeout: 2_000 });
  }).toPass();

  await end.getByRole("link", { name: "batch.completed" }).click();
  await expect(page).toHaveURL(new RegExp(`/webhooks\\?.*batch_id=${id}.*delivery=whd_`));
  await page.goBack();
  await end.getByRole("link", { name: /^call \d+$/ }).click();
  await expect(page).toHaveURL(/\/ledger\?call=\d+/);
  await expect(page.getByRole("region", { name: /^Call #/ })).toContainText(id);
});

test("a printed batch page has the batch alone: no navigation, no wire, no ledger, no buttons", async ({
  signedInPage: page,
  account: { client },
}) => {
  const { id } = await submitBatch(client, [nativeItem("a", "Name a river.")]);
  await untilEnded(client, id);
  await page.goto(`/batches/${id}`);
  await expect(page.getByRole("list", { name: "Events" })).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("list", { name: "Events" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  for (const hidden of [
    page.getByRole("navigation", { name: "Console" }),
    page.getByRole("region", { name: "Ledger of calls" }),
    page.getByRole("complementary", { name: "On the wire" }),
    page.getByRole("link", { name: "Duplicate" }),
    page.getByRole("button", { name: "Download", exact: true }),
  ])
    await expect(hidden).toBeHidden();
});

test("a screen reader is told of the end once, and of no ticking figure on the way", async ({
  signedInPage: page,
  account: { client },
}) => {
  const { id } = await submitBatch(client, watchable(6), { metadata: { name: "Counting" } });
  await page.addInitScript(() => {
    const told: string[] = [];
    Object.assign(window, { told });
    new MutationObserver(() => {
      for (const region of document.querySelectorAll("main [role=status].sr-only")) {
        const text = region.textContent ?? "";
        if (text.startsWith("Batch ") && told.at(-1) !== text) told.push(text);
      }
    }).observe(document, { childList: true, subtree: true, characterData: true });
  });
  await page.goto(`/batches/${id}`);
  await expect(page.getByText("polling has stopped")).toBeVisible();
  const told = () => page.evaluate(() => (window as { told?: string[] }).told ?? []); // our own field
  await expect.poll(async () => (await told()).at(-1)).toBe("Batch completed.");
  for (const text of await told()) {
    expect(text).toMatch(/^Batch [a-z]+(, \d0 percent of 6\sitems)?\.$/);
  }
});

test("where nothing comes any more, that is said in place of a time to finish", async ({
  signedInPage: page,
  account: { client },
}) => {
  const items = [
    ...nativeItems(3, (n) => `Count to ${n}.`),
    nativeItem("long", "Count. [[sandbox:delay ms=300000]]"),
  ];
  const { id } = await submitBatch(client, items, { metadata: { name: "Counting" } });
  await page.goto(`/batches/${id}`);
  await expect(page.getByText("No progress", { exact: true })).toBeVisible({ timeout: 60_000 });
});
