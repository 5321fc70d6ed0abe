import type { Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import type { TestAccount } from "../test-account.ts";
import { bigInputId } from "./big-input.ts";
import { submitFile, untilBatchEnded, uploadBigInput } from "./bench-batch.ts";
import { withBenchGateway } from "./bench-gateway.ts";
import type { BenchPart } from "./part.ts";

const INPUT = { lines: 1_000_000, lineBytes: 200 };
const WITHIN_MS = 9 * 60_000;
const ROUNDS = 20;

async function meanMs(work: (round: number) => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  for (let round = 0; round < ROUNDS; round += 1) await work(round);
  return (performance.now() - startedAt) / ROUNDS;
}

function page({ client }: TestAccount, { id }: Batch, from_item: number) {
  return client.call(contract.batches.results, { params: { id }, query: { from_item, limit: 50 } });
}

/** Pages of results at the start and at nine tenths of a million, and one item by its id. */
export const resultsPart: BenchPart = {
  name: "results",
  description: "a page of results at 90 % of a million, beside the first one",
  isLong: true,
  run: (report) =>
    withBenchGateway(async ({ account, gateway: { url } }) => {
      const submitted = await submitFile(account, await uploadBigInput(url, account, INPUT));
      const batch = await untilBatchEnded(account, submitted.id, WITHIN_MS);
      const first = await meanMs((round) => page(account, batch, round));
      const late = await meanMs((round) => page(account, batch, 900_000 + round * 77));
      const byId = await meanMs((round) =>
        account.client.call(contract.batches.results, {
          params: { id: batch.id },
          query: { customer_item_id: bigInputId(900_000 + round * 77), limit: 1 },
        }),
      );
      report.figure("first page of 50", first, "ms");
      report.figure("page of 50 at 90 %", late, "ms");
      report.ratio("page of 50 at 90 %", late / first, "the first page");
      report.figure("one item by its id at 90 %", byId, "ms");
    }),
};
