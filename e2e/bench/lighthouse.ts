import lighthouse from "lighthouse";
import { freePort } from "#test-servers/free-port.ts";
import { submitBatch } from "../test-batches.ts";
import type { TestAccount } from "../test-account.ts";
import { untilBatchEnded } from "./bench-batch.ts";
import { withBenchBrowser } from "./bench-browser.ts";
import { withBenchGateway } from "./bench-gateway.ts";
import type { BenchPart, BenchReport } from "./part.ts";

const GOAL = 100;
const ITEMS = 400;
const EVERY_FAILING = 40;
const ENDS_WITHIN_MS = 60_000;

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"] as const;
const TIMES = [
  ["first-contentful-paint", "first paint"],
  ["largest-contentful-paint", "largest paint"],
  ["total-blocking-time", "blocked"],
  ["speed-index", "speed index"],
] as const;

function question(index: number): string {
  return index % EVERY_FAILING === 0
    ? "[[sandbox:fail code=content_policy]]"
    : `Question ${index}: has the parcel been sent?`;
}

/** A batch of many items, some of which fail: every part of its page has something to show. */
async function endedBatch(account: TestAccount): Promise<string> {
  const items = Array.from({ length: ITEMS }, (_, index) => ({
    customer_item_id: `item-${index}`,
    operation: "responses",
    model: "gpt-4o-mini",
    max_output_tokens: 64,
    input: { messages: [{ role: "user", content: question(index) }] },
  }));
  const { id } = await submitBatch(account.client, items);
  await untilBatchEnded(account, id, ENDS_WITHIN_MS);
  return id;
}

async function measure(url: string, path: string, port: number, report: BenchReport) {
  const run = await lighthouse(`${url}${path}`, {
    port,
    logLevel: "silent",
    onlyCategories: [...CATEGORIES],
  });
  if (run === undefined) throw new Error(`Lighthouse measured nothing at ${path}.`);
  const { audits, categories } = run.lhr;
  const page = path.replace(/bat_.*/, "{id}");
  const broken = Object.values(audits).find(({ errorMessage }) => errorMessage !== undefined);
  if (broken !== undefined) {
    report.fail(`${page} could not be measured: ${broken.id}: ${broken.errorMessage}`);
    return;
  }
  for (const name of CATEGORIES) {
    const score = Math.round((categories[name]?.score ?? 0) * 100);
    report.ratio(`${page} ${name}: ${score}`, score / GOAL, `${GOAL}`);
  }
  const times = TIMES.map(
    ([id, name]) => `${name} ${Math.round(audits[id]?.numericValue ?? Number.NaN)} ms`,
  );
  const shift = audits["cumulative-layout-shift"]?.numericValue ?? Number.NaN;
  report.note(`  ${times.join(", ")}, layout shift ${shift.toFixed(3)}`);
}

/** Lighthouse's scores for a phone over a slow network; what blocks the main thread it takes by the clock, other work of the machine with it. */
export const lighthousePart: BenchPart = {
  name: "lighthouse",
  description: "the overview, the batches and a batch, by Lighthouse as it throttles by itself",
  run: (report) =>
    withBenchGateway(async ({ account, gateway: { url } }) => {
      const id = await endedBatch(account);
      const port = await freePort();
      const args = [`--remote-debugging-port=${port}`];
      await withBenchBrowser({ url, account, args }, async () => {
        for (const path of ["/", "/batches", `/batches/${id}`])
          await measure(url, path, port, report);
      });
    }),
};
