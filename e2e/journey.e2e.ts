import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { contract } from "#contract/index.ts";
import { expect, test } from "./fixtures.ts";
import { dropFile, idsOf, realOrShipped, type TestInput } from "./input-files.ts";
import { newEmail } from "./test-account.ts";

const STEPS = [
  "Register",
  "Verify email",
  "Create API key",
  "Quote and submit",
  "Receive results",
  "Agent loop",
];

async function registerAndVerify(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByRole("link", { name: "Register: step 1" }).click();
  await page.getByLabel("Email").fill(newEmail());
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await page.getByRole("button", { name: "Register" }).click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Verify email");
  await page.getByRole("button", { name: "Verify with this mail" }).click();
  await expect(page.getByText("is verified")).toBeVisible();
  await page.getByRole("link", { name: "Create an API key" }).click();
}

async function createKey(page: Page): Promise<void> {
  await page.getByLabel("Label").fill("journey");
  await page.getByRole("button", { name: "Create key" }).click();
  const ready = page.getByRole("region", { name: "journey is ready" });
  await expect(ready).toBeVisible();

  // Nobody leaves without the key by accident.
  await page.getByRole("navigation").getByRole("link", { name: "Batches" }).click();
  const question = page.getByRole("dialog", { name: "Leave without the key?" });
  await question.getByRole("button", { name: "Stay" }).click();
  await expect(question).toBeHidden();
  await expect(ready.getByRole("button", { name: "Lock a quote" })).toBeDisabled();
  await ready.getByLabel("I have saved the key").check();
  await ready.getByRole("button", { name: "Lock a quote" }).click();
}

async function quote(page: Page, items: number): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Quote");
  await page.getByLabel("Items", { exact: true }).fill(String(items));
  await page.getByRole("button", { name: "Lock a quote" }).click();
  await expect(page.getByRole("main")).toContainText(/qlock_\w+/);
  await expect(page.getByRole("main")).toContainText("Locked for");
  await page.getByRole("link", { name: "Submit on this quote" }).click();
}

/** Drops the file, has every line checked in a worker, and uploads it. */
async function upload(page: Page, input: TestInput): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Submit a batch");
  const checker = page.waitForEvent("worker");
  await dropFile(
    page.getByRole("group", { name: "Drop a JSONL file" }),
    input.filename,
    input.bytes,
  );
  await checker;
  const count = input.ids.length.toLocaleString("en-US");
  await expect(page.getByText(`All ${count} lines are good.`)).toBeAttached();
  await page.getByRole("button", { name: `Upload ${count} items` }).click();
}

/** Names the batch and its webhook and submits it; ends on the batch's own page. */
async function submit(page: Page, input: TestInput): Promise<void> {
  const count = input.ids.length.toLocaleString("en-US");
  await page.getByRole("radio", { name: /^Use the local inbox/ }).check();
  await page.getByLabel("Name", { exact: true }).fill(`Journey of ${input.filename}`);
  await page.getByRole("button", { name: new RegExp(`^Submit ${count} items`) }).click();
  await expect(page).toHaveURL(/\/batches\/bat_\w+$/);
}

async function untilCompleted(page: Page, input: TestInput): Promise<void> {
  const count = input.ids.length.toLocaleString("en-US");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Journey of");
  await expect(page.getByText(/polling has stopped/)).toBeVisible({ timeout: 180_000 });
  const byState = page.getByRole("list", { name: "Items, by state" });
  await expect(byState.getByRole("button", { name: `${count} completed` })).toBeVisible();
  await expect(byState.getByRole("button", { name: "0 failed" })).toBeVisible();
  await expect(page.getByRole("progressbar", { name: "Items" })).toHaveAttribute(
    "aria-valuenow",
    "100",
  );
}

async function downloadedIds(page: Page): Promise<string[]> {
  await page.getByRole("button", { name: "Download", exact: true }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: /^Output/ }).click();
  return idsOf(await readFile(await (await download).path(), "utf8"));
}

async function readsSideBySide(page: Page, input: TestInput): Promise<void> {
  await page.getByRole("tab", { name: "Items" }).click();
  const [first = ""] = input.ids;
  await page.getByRole("grid", { name: "Items" }).getByRole("row", { name: first }).click();
  const item = page.getByRole("region", { name: `Item ${first}` });
  await expect(item.getByRole("heading", { name: "Input" })).toBeVisible();
  await expect(item.getByRole("heading", { name: "Answer" })).toBeVisible();
  await expect(item.getByText("user", { exact: true })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`item=${first}`));
}

async function checksWebhook(page: Page, batchId: string): Promise<void> {
  await page.getByRole("navigation").getByRole("link", { name: "Webhooks" }).click();
  const receipts = page.getByRole("list", { name: "Receipts, newest first" });
  await expect(receipts.getByRole("button", { name: /batch\.completed/ })).toContainText(
    "signature valid",
  );
  for (const scheme of ["X-BatchRouter-Signature", "Standard Webhooks"])
    await expect(page.getByLabel(scheme, { exact: true })).toContainText("valid");
  await expect(receipts).toContainText(batchId);
  // The check is a real one: a byte changed in a copy is refused by both.
  await page.getByLabel("Change one byte of the body").check();
  for (const scheme of ["X-BatchRouter-Signature", "Standard Webhooks"])
    await expect(page.getByLabel(scheme, { exact: true })).toContainText("wrong_secret_or_body");
}

async function runsAgentLoop(page: Page): Promise<void> {
  await page
    .getByRole("navigation")
    .getByRole("link", { name: /^Agent loop/ })
    .click();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page).toHaveURL(/\/agent\/run_\w+$/);
  await expect(page.getByText("assistant, the answer")).toBeVisible();
  await expect(page.getByText("workflow_run.completed")).toBeVisible();
}

async function allStepsDone(page: Page): Promise<void> {
  const strip = page.getByRole("navigation", { name: "Console" });
  for (const step of STEPS)
    await expect(strip.getByRole("link", { name: new RegExp(`^${step}\\s*, done`) })).toBeVisible();
}

test("a person with a blank browser goes from registering to signed results of 1,319 real questions and an agent loop", async ({
  page,
}) => {
  const input = await realOrShipped("gsm8k.native.jsonl", "support-tickets.native.jsonl");
  await test.step("register and verify", () => registerAndVerify(page));
  await test.step("create a key", () => createKey(page));
  await test.step("quote", () => quote(page, input.ids.length));
  await test.step("upload", () => upload(page, input));
  await test.step("submit", () => submit(page, input));
  const batchId = page.url().split("/").at(-1) ?? "";
  await test.step("watch it complete", () => untilCompleted(page, input));
  await test.step("download the output", async () => {
    expect(await downloadedIds(page)).toEqual(input.ids);
  });
  await test.step("read input and answer side by side", () => readsSideBySide(page, input));
  await test.step("check the webhook", () => checksWebhook(page, batchId));
  await test.step("run an agent loop", () => runsAgentLoop(page));
  await test.step("all six steps are done, also after a reload", async () => {
    await allStepsDone(page);
    await page.reload();
    await allStepsDone(page);
  });
});

test("a file of OpenAI Batch lines is taken unchanged and its output holds each id once, in input order", async ({
  signedInPage: page,
  account,
}) => {
  const input = await realOrShipped("gsm8k.openai-batch.jsonl", "product-copy.openai-batch.jsonl");
  await page.goto("/submit");
  await upload(page, input);
  await page.getByRole("button", { name: /^Lock a quote for [\d,]+ items$/ }).click();
  await submit(page, input);
  await untilCompleted(page, input);
  expect(await downloadedIds(page)).toEqual(input.ids);
  const { data } = await account.client.call(contract.batches.list, { query: {} });
  expect(data.map(({ status }) => status)).toEqual(["completed"]);
});
