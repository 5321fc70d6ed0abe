import type { Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import type { TestAccount } from "../test-account.ts";
import { bigInputId } from "./big-input.ts";
import type { BenchReport } from "./part.ts";

const ROUNDS = 20;
/** What a page of results may take. */
const PAGE_BOUND_MS = 50;

/** The highest of some rounds: a page that is slow once in twenty is slow. */
async function slowestMs(work: (round: number) => Promise<unknown>): Promise<number> {
  let slowest = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    await work(round);
    slowest = Math.max(slowest, performance.now() - startedAt);
  }
  return slowest;
}

/** The first page of a batch's results, a late one and one item by its id, each by the slowest of its rounds. */
export async function tellResultPages(
  report: BenchReport,
  account: TestAccount,
  batch: Batch,
): Promise<void> {
  const params = { id: batch.id };
  const pageAt = (from_item: number) =>
    account.client.call(contract.batches.results, { params, query: { from_item, limit: 50 } });
  const late = Math.floor(batch.item_count * 0.9);
  const pages = {
    "first page of 50 results, slowest of 20": (round: number) => pageAt(round),
    "page of 50 results at 90 %, slowest of 20": (round: number) => pageAt(late + round * 77),
    "result by its id at 90 %, slowest of 20": (round: number) =>
      account.client.call(contract.batches.results, {
        params,
        query: { customer_item_id: bigInputId(late + round * 77), limit: 1 },
      }),
  };
  for (const [name, work] of Object.entries(pages)) {
    const ms = await slowestMs(work);
    report.figure(name, ms, "ms");
    report.ratio(name, ms / PAGE_BOUND_MS, `${PAGE_BOUND_MS} ms`);
  }
}
