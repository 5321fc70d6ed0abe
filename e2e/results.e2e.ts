import { randomUUID } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { Client } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { toMicros, toMoney } from "#contract/primitives.ts";
import { expect, test } from "./fixtures.ts";
import { jsonl, nativeItem, nativeItems } from "./input-files.ts";
import { shownBatchId, submitBatch, untilEnded } from "./test-batches.ts";

const itemsGrid = (page: Page) => page.getByRole("grid", { name: "Items" });
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? null);

/** Uploads a file of `count` items, submits it and waits for its end. */
async function runFile(client: Client, count: number) {
  const file = await client.call(contract.files.upload, {
    query: { filename: "many.jsonl" },
    body: new Blob([jsonl(nativeItems(count, (n) => `Name ${n} rivers.`))]),
  });
  const { quote_id } = await client.call(contract.quotes.createForModel, {
    body: { models: ["gpt-4o-mini"], input_file_id: file.id, estimated_output_tokens_per_item: 60 },
  });
  const { batch } = await client.call(
    contract.batches.create,
    { body: { quote_id, input_file_id: file.id } },
    { idempotencyKey: randomUUID() },
  );
  return untilEnded(client, batch.id);
}

test("each item says its lane, attempts, time, tokens and cost, and the costs sum to the bill", async ({
  signedInPage: page,
  account: { client },
}) => {
  const { id } = await submitBatch(client, [
    nativeItem("plain", "Name a river."),
    nativeItem("retried", "Name a lake. [[sandbox:fail code=provider_429 times=2]]"),
    nativeItem("refused", "Name a sea. [[sandbox:fail code=content_policy]]"),
  ]);
  await untilEnded(client, id);
  const { data } = await client.call(contract.batches.results, { params: { id }, query: {} });
  const bill = await client.call(contract.batches.billingReceipt, { params: { id } });
  const sum = data.reduce(
    (micros, row) => micros + (row.batchrouter === null ? 0n : toMicros(row.batchrouter.cost)),
    0n,
  );
  expect(toMoney(sum)).toEqual(bill.provider_subtotal);

  await page.goto(`/batches/${id}?tab=items`);
  const row = itemsGrid(page).getByRole("row", { name: /retried/ });
  const facts = data.find(({ custom_id }) => custom_id === "retried")?.batchrouter;
  await expect(row).toContainText(facts?.provider ?? "a provider");
  await expect(row.getByRole("gridcell").nth(5)).toHaveText("3");
  await expect(row.getByRole("gridcell").nth(6)).toHaveText(/^\d+(\.\d+)?\s(ms|s)$/);
  await expect(row.getByRole("gridcell").nth(8)).toHaveText(/^\$0\.\d+$/);
  await row.click();
  const item = page.getByRole("region", { name: "Item retried" });
  await expect(item.getByText("3 calls", { exact: true })).toBeVisible();
  await expect(item.getByText(/rung 1 of the ladder/)).toBeVisible();
  await expect(item.getByText(/from the first attempt to the end$/)).toBeVisible();
});

test("of thousands of items any line and any id is reached, few rows are drawn, and focus is never lost", async ({
  signedInPage: page,
  account: { client },
  watch,
}) => {
  const batch = await runFile(client, 3_000);
  await page.goto(`/batches/${batch.id}?tab=items`);
  const grid = itemsGrid(page);
  await expect(grid).toHaveAttribute("aria-rowcount", "3001");
  await expect(grid.getByRole("row", { name: /item-0001/ })).toBeVisible();

  await page.getByLabel("Line of the input to go to").fill("2,900");
  await page.keyboard.press("Enter");
  await expect(grid.getByRole("row", { name: /item-2900/ })).toBeInViewport();
  expect(await focused(page)).toBe("Items");
  expect(await grid.getByRole("row").count()).toBeLessThan(60);
  const pages = watch.sent("GET", /\/results$/).length;
  expect(pages, "pages between the top and the line are not read").toBeLessThan(6);

  await page.keyboard.press("j");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("k");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Item item-2901" })).toBeVisible();
  expect(await focused(page)).toBe("Items");
  await page.getByRole("button", { name: "Close item" }).press("Enter");
  await expect(page.getByRole("region", { name: "Item item-2901" })).toHaveCount(0);
  expect(await focused(page)).toBe("Items");

  await grid.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
  await expect(grid.getByRole("row", { name: /item-3000/ })).toBeVisible();
  await page.getByLabel("Find an item by its whole id").fill("item-1500");
  await page.keyboard.press("Enter");
  await expect(
    page.getByRole("region", { name: "Item item-1500" }).getByText("1,500 of 3,000"),
  ).toBeVisible();
  await expect(grid.getByRole("row", { name: /item-1500/ })).toBeVisible();

  await page.getByLabel("Line of the input to go to").fill("3001");
  await page.keyboard.press("Enter");
  await expect(page.getByText("A line from 1 to 3,000")).toBeVisible();

  await page.goto(`/batches/${batch.id}?tab=items&line=2000`);
  await expect(grid.getByRole("row", { name: /item-2000/ })).toBeInViewport();
  await page.getByLabel("Line of the input to go to").fill("40");
  await page.keyboard.press("Enter");
  await expect(grid.getByRole("row", { name: /item-0040/ })).toBeInViewport();
  await page.goBack();
  await expect(grid.getByRole("row", { name: /item-2000/ })).toBeInViewport();
});

test("a filtered list starts at a line that is asked for and goes on from there", async ({
  signedInPage: page,
  account: { client },
}) => {
  const { id } = await submitBatch(
    client,
    nativeItems(30, (n) => `Name ${n} rivers.`),
  );
  await untilEnded(client, id);
  await page.goto(`/batches/${id}?tab=items&status=completed`);
  await expect(itemsGrid(page).getByRole("row", { name: /item-0001/ })).toBeVisible();
  await page.getByLabel("Line of the input to go to").fill("25");
  await page.keyboard.press("Enter");
  await expect(page.getByText("From line 25 on")).toBeVisible();
  await expect(itemsGrid(page).getByRole("row", { name: /item-/ })).toHaveCount(6);
  await page.getByRole("button", { name: "From the top" }).click();
  await expect(itemsGrid(page).getByRole("row", { name: /item-0001/ })).toBeVisible();
});

test("while a batch runs its rows fill in at their places, and none of them moves", async ({
  signedInPage: page,
  account: { client },
}) => {
  const { id } = await submitBatch(client, [
    nativeItem("slow", "Name a river. [[sandbox:delay ms=8000]]"),
    nativeItem("quick", "Name a lake."),
  ]);
  await page.goto(`/batches/${id}?tab=items`);
  const slow = itemsGrid(page).getByRole("row", { name: /slow/ });
  const quick = itemsGrid(page).getByRole("row", { name: /quick/ });
  await expect(quick).toContainText("completed");
  await expect(slow).toContainText("not done yet");
  // Above the list the page says how the batch ends; within the list nothing moves.
  const placeInList = async () =>
    ((await quick.boundingBox())?.y ?? 0) - ((await itemsGrid(page).boundingBox())?.y ?? 0);
  const before = await placeInList();
  await expect(slow).toContainText("completed");
  await expect(quick).toHaveAttribute("aria-rowindex", "3");
  expect(await placeInList()).toBe(before);
});

test("a huge answer is laid out in part, as text and as JSON, and can be had whole", async ({
  signedInPage: page,
  account: { client },
}) => {
  const { id } = await submitBatch(client, [
    { ...nativeItem("huge", "Tell all. [[sandbox:size kb=900]]"), max_output_tokens: 1_000_000 },
  ]);
  await untilEnded(client, id);
  await page.goto(`/batches/${id}?tab=items&item=huge`);
  const item = page.getByRole("region", { name: "Item huge" });
  await expect(item.getByText(/^The beginning of \d+\skB/)).toBeVisible();
  expect((await item.innerText()).length).toBeLessThan(20_000);
  const download = page.waitForEvent("download");
  await item.getByRole("button", { name: "Download" }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe("huge.answer.txt");
  expect((await readFile(await saved.path())).length).toBeGreaterThan(800_000);

  await item.getByRole("radio", { name: "JSON" }).or(item.getByText("JSON")).first().click();
  await expect(item.getByText(/^The beginning of \d+\skB/).first()).toBeVisible();
  expect(await item.locator("*").count()).toBeLessThan(1_500);
  expect((await item.innerText()).length).toBeLessThan(40_000);
});

test("answers that are refused, cut short or empty are marked, and the failed items alone are tried again in a linked batch", async ({
  signedInPage: page,
  account: { client },
}) => {
  const { id } = await submitBatch(client, [
    nativeItem("good", "Name a river."),
    nativeItem("refusing", "Name a lake. [[sandbox:refuse]]"),
    nativeItem("cut", "Name a sea. [[sandbox:length]]"),
    nativeItem("blank", "Name a bay. [[sandbox:empty]]"),
    nativeItem("failing", "Name a pond. [[sandbox:fail code=content_policy]]"),
  ]);
  await untilEnded(client, id);
  await page.goto(`/batches/${id}?tab=items`);
  const state = (item: string) => itemsGrid(page).getByRole("row", { name: new RegExp(item) });
  await expect(state("refusing")).toContainText("refused");
  await expect(state("cut")).toContainText("truncated");
  await expect(state("blank")).toContainText("empty");
  await expect(state("good")).toContainText("completed");

  await page.getByRole("tab", { name: "Overview" }).click();
  await page.getByRole("button", { name: "Retry only these" }).click();
  await expect(page).toHaveURL(new RegExp(`/submit\\?.*parent_batch_id=${id}`));
  await page.getByRole("button", { name: /^Lock a quote for 1\s/ }).click();
  await page.getByRole("button", { name: /^Submit 1\s/ }).click();
  await expect(page).toHaveURL(/\/batches\/bat_\w+$/);
  const child = await client.call(contract.batches.get, {
    params: { id: shownBatchId(page) },
  });
  expect(child).toMatchObject({ parent_batch_id: id, item_count: 1 });
});

/** Breaks the line of an item in every artifact of the batch, byte for byte of the same length. */
async function damageLine(folder: string, batchId: string, item: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name);
    if (!path.includes(batchId)) continue;
    const text = await readFile(path, "latin1");
    const damaged = text.replace(`"custom_id":"${item}"`, `"custom_id";"${item}"`);
    if (damaged !== text) await writeFile(path, damaged, "latin1");
  }
}

test("a result line that cannot be read is a row of its own that says so, and the others are shown", async ({
  signedInPage: page,
  account: { client },
  gateway,
}) => {
  const { id } = await submitBatch(
    client,
    nativeItems(3, (n) => `Name ${n} rivers.`),
  );
  await untilEnded(client, id);
  const { data } = await client.call(contract.batches.results, { params: { id }, query: {} });
  const [, second] = data;
  await damageLine(gateway.artifactsFolder, id, second?.custom_id ?? "");
  await page.goto(`/batches/${id}?tab=items`);
  await expect(itemsGrid(page).getByText("result_unreadable")).toHaveCount(1);
  await expect(itemsGrid(page).getByText("completed", { exact: true })).toHaveCount(2);
});
