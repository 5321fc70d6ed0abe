import { readFile } from "node:fs/promises";
import type { Page, Request } from "@playwright/test";
import * as z from "zod/mini";
import { ERRORS } from "#contract/errors.ts";
import { expect, test } from "./fixtures.ts";
import { jsonl, nativeItems } from "./input-files.ts";
import { LedgerPage } from "./ledger-page.ts";
import { follow } from "./pages.ts";
import { pasteIntoShell, runScript } from "./shell.ts";

const API = /^\/(v1|local)\//;

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
  await expect(page.getByText(/polling has stopped/)).toBeVisible({ timeout: 180_000 });
}

test("every call of the tab is listed with its request id, and the polls of a running batch are folded with their number", async ({
  signedInPage: page,
  watch,
}) => {
  const before = watch.requests.length;
  // A load begins another ledger, so what counts is what is sent from here on.
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await runBatch(page);
  const ledger = await LedgerPage.open(page);
  const sent = () => watch.requests.slice(before).filter((request) => API.test(pathOf(request)));
  const listedCalls = async () => Number(/(\d+)\s+calls/.exec(await dock.innerText())?.[1]);
  const dock = page.getByRole("button", { name: /^Ledger \d+ calls/ });
  await expect
    .poll(async () => (await listedCalls()) - sent().length, { message: "calls without a row" })
    .toBe(0);

  const posts = sent().filter((request) => request.method() === "POST");
  expect(posts.map(pathOf)).toEqual(["/v1/files", "/v1/quotes/model", "/v1/batches"]);
  for (const request of posts) {
    const id = await requestIdOf(request);
    expect(id).toMatch(/^req_/);
    await ledger.find(id);
    await expect(ledger.list).toHaveAttribute("aria-rowcount", "2");
    const call = await ledger.openCall(ledger.list.getByRole("row").nth(1));
    await expect(call).toContainText(id);
  }

  const polls = sent().filter((request) => /^\/v1\/batches\/bat_\w+$/.test(pathOf(request)));
  await ledger.find("/v1/batches/bat_ batches.get");
  const rows = ledger.rows(/^\/v1\/batches\/bat_\w+$/);
  await expect(rows.first()).toBeVisible();
  const rowCount = await rows.count();
  const repeats = await rows.getByText(/^×\d+$/).allTextContents();
  // A row without a figure stands for one call.
  const listed = repeats.reduce((sum, text) => sum + Number(text.slice(1)) - 1, rowCount);
  expect(listed).toBe(polls.length);
  expect(rowCount).toBeLessThan(polls.length);
});

function pathOf(request: Request): string {
  return new URL(request.url()).pathname;
}

test("the cURL of a call that was made runs as it was copied, and is answered alike", async ({
  signedInPage: page,
  account,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await follow(page, /^Quote and submit/);
  await page.getByRole("button", { name: "Lock a quote" }).click();
  await expect(page.getByRole("main")).toContainText(/qlock_\w+/);
  const ledger = await LedgerPage.open(page);
  const wanted = [
    { endpoint: "quotes.createForModel", status: 201, body: { status: "open" } },
    { endpoint: "quotes.get", status: 200, body: { status: "open" } },
    { endpoint: "accounts.get", status: 200, body: { email: account.email } },
  ];
  for (const { endpoint, status, body } of wanted) {
    await ledger.find(endpoint);
    const call = await ledger.openCall(ledger.list.getByRole("row").nth(1));
    await call.getByRole("tab", { name: "Code" }).click();
    await call.getByRole("button", { name: "Copy cURL request" }).click();
    const copied = await call.getByRole("group", { name: "cURL request" }).innerText();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(copied);
    expect(copied).not.toContain(account.session_token);
    const answer = await pasteIntoShell(copied, {
      BATCHROUTER_API_KEY: account.api_key,
      BATCHROUTER_SESSION: account.session_token,
    });
    expect(answer, endpoint).toMatchObject({ status, body });
  }
});

test("the ledger opens from any page by its key, without leaving the page", async ({
  signedInPage: page,
}) => {
  await follow(page, "Files");
  await expect(page.getByText("No files yet")).toBeVisible();
  await page.keyboard.press("Control+`");
  const dock = page.getByRole("region", { name: "Ledger of calls" });
  const list = dock.getByRole("grid", { name: "Calls, newest first" });
  await expect(
    list
      .getByText("/v1/files", { exact: true })
      .or(list.getByText(/^\/v1\/files\?/))
      .first(),
  ).toBeVisible();
  await page.keyboard.press("Control+`");
  await expect(list).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Files");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toContainText(
    "Open or fold the ledger",
  );
});

/** Chooses an export, and gives the file that the browser saves. */
async function exported(page: Page, choice: string): Promise<string> {
  await page.getByRole("main").getByRole("button", { name: "Export" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: choice }).click();
  if (choice === "Shell script")
    await page.getByRole("dialog").getByRole("button", { name: "Save the script" }).click();
  return readFile(await (await download).path(), "utf8");
}

const NameValues = z.array(z.object({ name: z.string(), value: z.string() }));
const Har = z.object({
  log: z.object({
    version: z.literal("1.2"),
    creator: z.object({ name: z.string(), version: z.string() }),
    comment: z.string(),
    entries: z.array(
      z.object({
        startedDateTime: z.iso.datetime(),
        time: z.number(),
        request: z.object({
          method: z.string(),
          url: z.url(),
          httpVersion: z.string(),
          headers: NameValues,
          queryString: NameValues,
          headersSize: z.number(),
          bodySize: z.number(),
        }),
        response: z.object({
          status: z.number(),
          headers: NameValues,
          content: z.object({ size: z.number(), mimeType: z.string() }),
          redirectURL: z.string(),
        }),
        timings: z.object({ send: z.number(), wait: z.number(), receive: z.number() }),
      }),
    ),
  }),
});
const Line = z.looseObject({ record: z.enum(["session", "call"]) });

test("the session is exported as an HTTP archive, as JSON Lines, and as a script that runs", async ({
  signedInPage: page,
  account,
  gateway,
}) => {
  await follow(page, /^Quote and submit/);
  await page.getByRole("button", { name: "Lock a quote" }).click();
  await expect(page.getByRole("main")).toContainText(/qlock_\w+/);
  const ledger = await LedgerPage.open(page);
  await expect.poll(() => ledger.rowCount()).toBeGreaterThan(0);

  const har = Har.parse(JSON.parse(await exported(page, "HTTP Archive (HAR 1.2)")));
  expect(har.log.comment).toContain(`environment Local (${gateway.url})`);
  const urls = har.log.entries.map(({ request: { method, url } }) => `${method} ${url}`);
  expect(urls).toContain(`POST ${gateway.url}/v1/quotes/model`);

  const lines = (await exported(page, "JSON Lines")).trim().split("\n");
  const records = lines.map((line) => Line.parse(JSON.parse(line)));
  expect(records[0]).toMatchObject({ record: "session", environment: { origin: gateway.url } });
  expect(records).toHaveLength(har.log.entries.length + 1);

  const script = await exported(page, "Shell script");
  for (const secret of [account.api_key, account.session_token, account.password])
    expect([JSON.stringify(har), lines.join(), script].join()).not.toContain(secret);
  const { exitCode, output } = await runScript(script, {
    BATCHROUTER_API_KEY: account.api_key,
    BATCHROUTER_SESSION: account.session_token,
    BATCHROUTER_EMAIL: account.email,
    BATCHROUTER_PASSWORD: account.password,
  });
  expect({ exitCode, output }).toMatchObject({
    exitCode: 0,
    output: expect.stringMatching(/POST\s+201 \/v1\/quotes\/model/),
  });
});

test("an error is explained with its code, what helps, and its place in the reference", async ({
  page,
  watch,
}) => {
  watch.provokes(400, /\/verify-email\/confirm$/);
  await page.goto("/verify");
  await page.getByLabel("Token").fill("not-the-token");
  await page.getByRole("button", { name: "Verify", exact: true }).click();
  await expect(page.getByRole("group", { name: "One thing needs mending" })).toBeFocused();
  const ledger = await LedgerPage.open(page);
  const call = await ledger.openCall(ledger.rows("/v1/auth/verify-email/confirm").first());
  await expect(call).toContainText(ERRORS.token_invalid.fix);
  await call.getByRole("link", { name: "token_invalid in the reference" }).click();
  await expect(page).toHaveURL(/\/docs\/errors#token_invalid$/);
  await expect(page.locator("[id=token_invalid]")).toBeInViewport();
});

test("a call is sent again with an edited body, asked about first, and stands in the ledger as a replay", async ({
  signedInPage: page,
}) => {
  await follow(page, /^Quote and submit/);
  await page.getByRole("button", { name: "Lock a quote" }).click();
  await expect(page.getByRole("main")).toContainText(/qlock_\w+/);
  const ledger = await LedgerPage.open(page);
  await ledger.find("quotes.createForModel");
  const call = await ledger.openCall(ledger.list.getByRole("row").nth(1));
  await call.getByRole("tab", { name: "Replay" }).click();
  const body = call.getByLabel("JSON body");
  const sent: Record<string, unknown> = JSON.parse(await body.inputValue());
  await body.fill(JSON.stringify({ ...sent, estimated_items: 7 }));
  await call.getByRole("button", { name: "Send again…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: /^Send/ }).click();
  const replay = call.getByRole("region", { name: "The newest replay" });
  await expect(replay).toContainText("201");
  await expect(replay).toContainText('"item_count": 7');
});
