import { loadavg } from "node:os";
import type { Page } from "@playwright/test";
import { contract } from "#contract/index.ts";
import type { TestAccount } from "../test-account.ts";
import { submitFile, uploadBigInput } from "./bench-batch.ts";
import { withBenchBrowser } from "./bench-browser.ts";
import { withBenchGateway } from "./bench-gateway.ts";
import { bigInputId } from "./big-input.ts";
import { InteractionWatch } from "./interaction-watch.ts";
import type { BenchPart, BenchReport } from "./part.ts";

const INPUT = { lines: 1_000_000, lineBytes: 200 };
/** Slow enough that the batch still runs at the end and leaves the processor to the browser. */
const SPEED = 4;
const SLOWDOWN = 4;
const GOAL_MS = 100;
/** A frame in sixty a second, with what a timer strays by. */
const FRAME_MS = 17;
const WHEEL = { turns: 120, stepPx: 240 };

/** As a quick hand types; all at once would measure the queue. */
const TYPING = { delay: 60 };

const TABS = ["Items", "Bill", "Compare", "Overview"];

async function runningBatch(url: string, account: TestAccount): Promise<string> {
  const file = await uploadBigInput(url, account, INPUT);
  await account.client.call(contract.local.setSandbox, { body: { speed: SPEED } });
  const { id } = await submitFile(account, file);
  return id;
}

async function walkPalette(watch: InteractionWatch): Promise<void> {
  await watch.does("palette", (page) => page.keyboard.press("Control+k"));
  await watch.does("palette: typing", (page) => page.keyboard.type("batch", TYPING));
  await watch.does("palette: closing", (page) => page.keyboard.press("Escape"));
}

async function walkBatch(watch: InteractionWatch): Promise<void> {
  for (const name of TABS)
    await watch.does(`tab ${name}`, (page) => page.getByRole("tab", { name }).click());
  await walkPalette(watch);
}

async function walkItems(watch: InteractionWatch): Promise<void> {
  for (const name of [/^Completed/, /^Failed/, /^All/])
    await watch.does(`filter ${name.source.slice(1)}`, (page) =>
      page.getByRole("radiogroup", { name: "Show items" }).getByRole("radio", { name }).click(),
    );
  await watch.does("id: typing", async (page) => {
    await page.getByLabel("Find an item by its whole id").focus();
    await page.keyboard.type(bigInputId(42), TYPING);
  });
  await watch.does("id: search", (page) => page.keyboard.press("Enter"));
  await watch.does("item: closing", (page) =>
    page.getByRole("button", { name: "Close item" }).click(),
  );
  await watch.does("line: going there", async (page) => {
    await page.getByLabel("Line of the input to go to").focus();
    await page.keyboard.type("900000", TYPING);
    await page.keyboard.press("Enter");
  });
  for (const key of ["j", "j", "k", "PageDown", "End", "Home"])
    await watch.does(`key ${key}`, (page) => page.keyboard.press(key));
}

async function walkBatches(watch: InteractionWatch): Promise<void> {
  await watch.does("filter by status", async (page) => {
    await page.getByRole("combobox", { name: "Status" }).focus();
    await page.keyboard.press("p");
  });
  await watch.does("filter off", (page) =>
    page.getByRole("button", { name: "Show all", exact: true }).click(),
  );
  await watch.does("key j", (page) => page.keyboard.press("j"));
  await walkPalette(watch);
}

async function reportPage(watch: InteractionWatch, name: string, report: BenchReport) {
  const interactions = await watch.interactions();
  const slowest = interactions[0] ?? { name: "none over 16 ms", ms: 16 };
  report.ratio(
    `${name}: slowest, ${slowest.name}, ${slowest.ms} ms`,
    slowest.ms / GOAL_MS,
    `${GOAL_MS} ms`,
  );
  const over = new Map<string, number>();
  for (const { name: what, ms } of interactions)
    if (ms > GOAL_MS) over.set(what, Math.max(ms, over.get(what) ?? 0));
  if (over.size > 1)
    report.note(`  over: ${[...over].map(([what, ms]) => `${what} ${ms} ms`).join(", ")}`);
}

async function reportScroll(watch: InteractionWatch, report: BenchReport): Promise<void> {
  await watch.page.getByRole("grid", { name: "Items" }).hover();
  const frames = (await watch.scrolls(WHEEL.turns, WHEEL.stepPx)).toSorted((a, b) => a - b);
  const frameMs = frames[Math.floor(frames.length * 0.95)] ?? Number.NaN;
  const late = frames.filter((ms) => ms > FRAME_MS).length / frames.length;
  report.ratio("items: 95 of 100 frames of a scroll within", frameMs / FRAME_MS, `${FRAME_MS} ms`);
  report.note(`  ${frames.length} frames, ${(late * 100).toFixed(1)} % of them late`);
}

const isBatchShown = (page: Page) => page.getByRole("tab", { name: "Items" }).waitFor();
const areItemsShown = (page: Page) =>
  page.getByRole("grid", { name: "Items" }).getByRole("row").nth(5).waitFor();
const areBatchesShown = (page: Page) => page.getByRole("link", { name: /bat_/ }).first().waitFor();

/** From a click or a key to the next paint, and the frames of a scroll, while a batch of a million items runs. */
export const interactionsPart: BenchPart = {
  name: "interactions",
  description: `a running batch of ${INPUT.lines.toLocaleString("en-US")} items, the processor made ${SLOWDOWN} times slower`,
  run: (report) =>
    withBenchGateway(async ({ account, gateway: { url } }) => {
      const id = await runningBatch(url, account);
      report.note(`load of the machine before: ${loadavg()[0]?.toFixed(1)}`);
      await withBenchBrowser({ url, account }, async (context) => {
        const watch = await InteractionWatch.open(context, SLOWDOWN);
        await watch.load("/batches", areBatchesShown);
        await walkBatches(watch);
        await reportPage(watch, "batches", report);
        await watch.load(`/batches/${id}`, isBatchShown);
        await walkBatch(watch);
        await reportPage(watch, "batch", report);
        await watch.load(`/batches/${id}?tab=items`, areItemsShown);
        await walkItems(watch);
        await reportPage(watch, "items", report);
        await reportScroll(watch, report);
      });
    }),
};
