import type { Locator, Page, Request } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { jsonl, nativeItems } from "./input-files.ts";
import { follow } from "./pages.ts";
import { pasteIntoShell } from "./shell.ts";

const API = /^\/(v1|local)\//;

function calls(page: Page): Locator {
  return page.getByRole("main").getByRole("list", { name: "Calls, newest first" });
}

async function requestIdOf(request: Request): Promise<string> {
  const answer = await request.response();
  return (await answer?.headerValue("x-request-id")) ?? "no request id";
}

/** Pastes lines, uploads, quotes and submits them, all without a load; ends on the batch's page when it is done. */
async function runBatch(page: Page): Promise<void> {
  await follow(page, "Batches");
  await page.getByRole("link", { name: "Take a sample" }).click();
  await page.getByRole("tab", { name: "Paste or edit" }).click();
  const lines = nativeItems(40, (n) => `Count to ${n}. [[sandbox:delay ms=500]]`);
  await page.getByLabel("JSONL, one item a line").fill(jsonl(lines));
  await page.getByRole("button", { name: "Upload 40 items" }).click();
  await page.getByRole("button", { name: "Lock a quote for 40 items" }).click();
  await page.getByRole("button", { name: /^Submit 40 items/ }).click();
  await expect(page.getByText(/polling has stopped/)).toBeVisible({ timeout: 60_000 });
}

test("every call of the tab is listed with its request id, and the polls of a running batch are folded with their number", async ({
  signedInPage: page,
  watch,
}) => {
  // A load begins another ledger, so what counts is what was sent since.
  await page.reload();
  await expect(page.getByRole("link", { name: "Batches", exact: true })).toBeVisible();
  await runBatch(page);
  await follow(page, "Ledger");
  await expect(calls(page)).toContainText("/v1/batches");

  const filter = page.getByRole("main").getByLabel("Filter calls");
  const posts = watch.sent("POST", API).filter((request) => !request.url().endsWith("/v1/auth/sessions"));
  expect(posts.map((request) => new URL(request.url()).pathname)).toEqual([
    "/v1/files",
    "/v1/quotes/model",
    "/v1/batches",
  ]);
  for (const request of posts) {
    const id = await requestIdOf(request);
    expect(id).toMatch(/^req_/);
    await filter.fill(id);
    await expect(calls(page).getByRole("listitem")).toHaveCount(1);
    await calls(page).getByRole("button").first().click();
    await expect(calls(page)).toContainText(id);
  }

  const polls = watch.sent("GET", /^\/v1\/batches\/bat_\w+$/);
  await filter.fill("GET /v1/batches/bat_");
  const rows = calls(page)
    .getByRole("listitem")
    .filter({ has: page.getByText(/^\/v1\/batches\/bat_\w+$/) });
  await expect(rows.first()).toBeVisible();
  const repeats = await rows.getByText(/^×\d+$/).allTextContents();
  const rowCount = await rows.count();
  // A row without a figure stands for one call.
  const listed = repeats.reduce((sum, text) => sum + Number(text.slice(1)) - 1, rowCount);
  expect(listed).toBe(polls.length);
  expect(rowCount).toBeLessThan(polls.length);
});

test("the cURL of a call that was made runs as it was copied, and is answered alike", async ({
  signedInPage: page,
  account,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await follow(page, /^Quote and submit/);
  await page.getByRole("button", { name: "Lock a quote" }).click();
  await expect(page.getByRole("main")).toContainText(/qlock_\w+/);
  await follow(page, "Ledger");
  const wanted = [
    { call: "POST /v1/quotes/model", status: 201, body: { status: "open" } },
    { call: "GET /v1/quotes/qlock_", status: 200, body: { status: "open" } },
    { call: "GET /v1/auth/account", status: 200, body: { email: account.email } },
  ];
  for (const { call, status, body } of wanted) {
    await page.getByRole("main").getByLabel("Filter calls").fill(call);
    await calls(page).getByRole("button").first().click();
    await page.getByRole("button", { name: "Copy cURL request" }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).not.toContain(account.session_token);
    const answer = await pasteIntoShell(copied, { BATCHROUTER_API_KEY: account.api_key });
    expect(answer, call).toMatchObject({ status, body });
    await calls(page).getByRole("button").first().click();
  }
});

test("the ledger opens from any page by its key, without leaving the page", async ({ signedInPage: page }) => {
  await follow(page, "Files");
  await expect(page.getByText("No files yet")).toBeVisible();
  await page.keyboard.press("Control+`");
  const dock = page.getByRole("region", { name: "Ledger of calls" });
  await expect(dock.getByRole("list", { name: "Calls, newest first" })).toContainText("/v1/files");
  await page.keyboard.press("Control+`");
  await expect(dock.getByRole("list")).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Files");
});
