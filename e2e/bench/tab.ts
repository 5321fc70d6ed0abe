import { setTimeout as delay } from "node:timers/promises";
import type { CDPSession, Page } from "@playwright/test";
import { contract } from "#contract/index.ts";
import type { TestAccount } from "../test-account.ts";
import { submitFile, uploadBigInput } from "./bench-batch.ts";
import { withBenchBrowser } from "./bench-browser.ts";
import { withBenchGateway } from "./bench-gateway.ts";
import type { BenchPart, BenchReport } from "./part.ts";

const INPUT = { lines: 50_000, lineBytes: 200 };
/** Slow enough that the batch does not end while it is watched, and changes now and then. */
const SPEED = 0.5;
const POLLS = 10_000;
/** Until then the ledger fills up: it keeps a thousand calls, and what they hold is no leak. */
const FULL_AT = 2_000;
const HASTE = 1_000;
const LONGEST_MS = 600_000;
const LOOK_EVERY_MS = 250;
/** What the collector leaves from one time to the next, on a heap of some megabytes. */
const FLAT = 1.1;

interface HastenedWindow extends Window {
  pollCount: number;
}

/**
 * Runs in the page, before its own code: every wait of more than a second ends sooner by a factor, so that the clocks on the
 * page tick on as they do, and reads of the batch are counted.
 */
function hasten({ factor, path }: { factor: number; path: string }): void {
  const { setTimeout: wait, setInterval: repeat, fetch: send } = window;
  // The page's window has what is put there here.
  const hastened = Object.assign(window as unknown as HastenedWindow, { pollCount: 0 });
  const shorter = (ms: number): number => (ms > 1_000 ? ms / factor : ms);
  Object.assign(window, {
    setTimeout: (run: TimerHandler, ms = 0, ...given: unknown[]) =>
      wait(run, shorter(ms), ...given),
    setInterval: (run: TimerHandler, ms = 0, ...given: unknown[]) =>
      repeat(run, shorter(ms), ...given),
    fetch: async (input: RequestInfo | URL, init?: RequestInit) => {
      const answer = await send(input, init);
      if (new URL(answer.url).pathname === path) hastened.pollCount += 1;
      return answer;
    },
  });
}

async function runningBatch(url: string, account: TestAccount): Promise<string> {
  const file = await uploadBigInput(url, account, INPUT);
  await account.client.call(contract.local.setSandbox, { body: { speed: SPEED } });
  const { id } = await submitFile(account, file);
  return id;
}

const pollCount = (page: Page) =>
  // Put there by `hasten`.
  page.evaluate(() => (window as unknown as HastenedWindow).pollCount);

async function untilPolled(page: Page, wanted: number, untilMs: number): Promise<number> {
  for (;;) {
    const count = await pollCount(page);
    if (count >= wanted || performance.now() > untilMs) return count;
    await delay(LOOK_EVERY_MS);
  }
}

/** Megabytes of script that are still needed. */
async function heapMb(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize / 1e6;
}

async function watchHeap(page: Page, session: CDPSession, report: BenchReport): Promise<void> {
  const untilMs = performance.now() + LONGEST_MS;
  const heaps: number[] = [];
  let polls = 0;
  for (const wanted of [FULL_AT, (FULL_AT + POLLS) / 2, POLLS]) {
    polls = await untilPolled(page, wanted, untilMs);
    const heap = await heapMb(session);
    heaps.push(heap);
    report.figure(`heap after ${polls.toLocaleString("en-US")} polls`, heap, "MB");
  }
  const [first = Number.NaN] = heaps;
  const last = heaps.at(-1) ?? Number.NaN;
  report.ratio("heap at the end", last / first, `that after ${FULL_AT.toLocaleString("en-US")}`);
  if (polls < POLLS) report.note(`only ${polls} polls within ${LONGEST_MS / 1_000} s`);
  if (last / first > FLAT) report.fail(`The heap grew by more than ${FLAT} while it was polled.`);
}

/** A day of polling in one tab, its waits shortened: what the ledger, the caches and the page keep must not grow. */
export const tabPart: BenchPart = {
  name: "tab",
  isLong: true,
  description: `${POLLS.toLocaleString("en-US")} polls of a running batch in an open tab`,
  run: (report) =>
    withBenchGateway(async ({ account, gateway: { url } }) => {
      const id = await runningBatch(url, account);
      await withBenchBrowser({ url, account }, async (context) => {
        const page = await context.newPage();
        await page.addInitScript(hasten, { factor: HASTE, path: `/v1/batches/${id}` });
        const session = await context.newCDPSession(page);
        await page.goto(`/batches/${id}`);
        await page.getByRole("tab", { name: "Items" }).waitFor();
        await watchHeap(page, session, report);
      });
    }),
};
