import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { contract } from "#contract/index.ts";
import { expect, test } from "./fixtures.ts";
import { nativeItem } from "./input-files.ts";
import { MainThread } from "./main-thread.ts";
import { shownBatchId } from "./test-batches.ts";

/**
 * `BATCHROUTER_INPUT_SCALE=full` takes the whole size, 300,000 lines in 200 MB, which runs for a minute or two; else a tenth of it, with the
 * same bounds.
 */
const isFull = process.env["BATCHROUTER_INPUT_SCALE"] === "full";
const LINES = isFull ? 300_000 : 30_000;
const BROKEN = isFull ? 1_000 : 100;
const LINE_BYTES = 667;
const LONGEST_TASK_MS = 200;
const HEAP_BYTES = 150_000_000;

/** What is wrong with each broken line in turn: some repairs mend, one is edited by hand, the rest is left out. */
const FAULTS: ((id: string, good: string) => string)[] = [
  () => "",
  (id, good) => good.replace(`"customer_item_id":"${id}",`, ""),
  (_id, good) => good.replace(/"customer_item_id":"[^"]+"/, '"customer_item_id":"item-000001"'),
  (_id, good) => good.replace(/\}$/, ",}"),
  (_id, good) => good.replace("gpt-4o-mini", "gpt-4o-mnii"),
  (_id, good) => good.slice(0, -40),
  (_id, good) => good.replace('"user"', '"usr"'),
  (_id, good) => good.replace('"input":{', '"input":[{').replace(/\}\}$/, "}]}"),
];
/** Of each round of faults the first is a blank line, and the repairs mend the first three. */
const MENDED = 3;
const faultOf = (broken: number): number => broken % FAULTS.length;
const numbers = Array.from({ length: BROKEN }, (_, broken) => faultOf(broken));
const LEFT_OUT = numbers.filter((fault) => fault >= MENDED).length - 1; // one of them is edited
const ITEMS = LINES - LEFT_OUT - numbers.filter((fault) => fault === 0).length;
const shown = (count: number): string => count.toLocaleString("en-US");

const WORDS = "The river is long and its water is cold. ".repeat(20);

function goodLine(id: string): string {
  const item = (words: string) =>
    JSON.stringify({ ...nativeItem(id, words), max_output_tokens: 8 }); // within the credits of a new account
  return item(WORDS.slice(0, LINE_BYTES - item("").length));
}

/** Writes the file as it is made; every so many lines one is broken, never the first. */
async function writeInput(path: string): Promise<void> {
  const file = createWriteStream(path);
  const every = LINES / BROKEN;
  let broken = 0;
  for (let number = 1; number <= LINES; number += 1) {
    const id = `item-${String(number).padStart(6, "0")}`;
    const good = goodLine(id);
    const fault = number % every === 0 ? FAULTS[faultOf(broken++)] : undefined;
    const line = fault === undefined ? good : fault(id, good);
    if (!file.write(`${line}\n`)) await once(file, "drain");
  }
  file.end();
  await once(file, "close");
}

test(`a file of ${shown(LINES)} lines with ${shown(BROKEN)} broken ones is checked, mended and submitted while the tab stays responsive`, async ({
  signedInPage: page,
  account: { client },
}) => {
  test.setTimeout(isFull ? 900_000 : 300_000);
  const folder = await mkdtemp(join(tmpdir(), "batchrouter-input-"));
  try {
    const path = join(folder, "large.jsonl");
    await writeInput(path);
    const { size } = await stat(path);
    const main = await MainThread.watch(page);
    await page.goto("/submit");
    // The loading of the page is not what is watched.
    await expect(page.getByRole("group", { name: "Drop a JSONL file" })).toBeVisible();

    const patience = { timeout: isFull ? 180_000 : 60_000 };
    await main.timed("check", async () => {
      await page.getByLabel("Drop a JSONL file").locator("input").setInputFiles(path);
      await expect(page.getByText(`${shown(BROKEN)} lines of`)).toBeVisible(patience);
    });

    // One line is mended by hand: the unknown model of the fifth broken line.
    const repairs = page.getByRole("region", { name: "Repairs" });
    await main.timed("edit of a line", async () => {
      const list = page.getByRole("grid", { name: "Issues found in this browser" });
      await expect(list).toHaveAttribute("aria-rowcount", /^\d{3,}$/);
      await list
        .getByRole("row", { name: /unknown_model/ })
        .first()
        .click();
      const editor = page.getByRole("region", { name: "The opened line" }).getByRole("textbox");
      await editor.fill((await editor.inputValue()).replace("gpt-4o-mnii", "gpt-4o-mini"));
      await page.getByRole("button", { name: "Save the line" }).click();

      await repairs.getByLabel(/^Make repeated ids unique/).check();
      await expect(repairs.getByText(/^By hand: 1\sline edited/)).toBeVisible();
      await repairs
        .getByText(`Leave out what is not mended otherwise · ${shown(LEFT_OUT)} lines`)
        .check();
    });
    await main.timed("repair", async () => {
      await repairs.getByRole("button", { name: "Repair", exact: true }).click();
      await expect(repairs.getByText("every line is good", { exact: true })).toBeVisible(patience);
    });
    await main.timed("check of the repaired", async () => {
      await page.getByRole("button", { name: "Use the repaired input" }).click();
      await expect(page.getByRole("button", { name: /^Upload [\d,]+ items/ })).toBeVisible(
        patience,
      );
    });

    // The preview reaches the last line of the file.
    await main.timed("preview to the last line", async () => {
      const preview = page.getByRole("grid", { name: "Preview of the items" });
      await preview.focus();
      await preview.press("End");
      await expect(preview.getByRole("row").last()).toContainText(shown(ITEMS));
      await expect(preview.getByRole("row").last()).toContainText("item-");
    });
    await main.timed("upload", async () => {
      await page.getByRole("button", { name: /^Upload [\d,]+ items/ }).click();
      await expect(page.getByRole("button", { name: /^Lock a quote for/ })).toBeVisible(patience);
    });
    await main.timed("quote and submit", async () => {
      await page.getByRole("button", { name: /^Lock a quote for/ }).click();
      await page.getByRole("button", { name: /^Submit [\d,]+ items/ }).click();
      await expect(page).toHaveURL(/\/batches\/bat_\w+$/);
    });
    const batch = await client.call(contract.batches.get, { params: { id: shownBatchId(page) } });
    expect(batch.item_count).toBe(ITEMS);
    await client.call(contract.batches.cancel, { params: { id: batch.id } });

    const { longestTaskMs, heapBytes } = await main.end();
    console.log(`    an input of ${(size / 1e6).toFixed(0)} MB\n${main.report()}`);
    expect(longestTaskMs, "the longest task on the main thread").toBeLessThanOrEqual(
      LONGEST_TASK_MS,
    );
    expect(heapBytes, "the largest script heap, workers included").toBeLessThan(HEAP_BYTES);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
