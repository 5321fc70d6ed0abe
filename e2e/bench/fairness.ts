import { setTimeout as delay } from "node:timers/promises";
import { contract } from "#contract/index.ts";
import { newAccount, type TestAccount } from "../test-account.ts";
import { submitFile, untilBatchEnded, uploadBigInput } from "./bench-batch.ts";
import { withBenchGateway } from "./bench-gateway.ts";
import type { BenchPart } from "./part.ts";

const LARGE = { lines: 100_000, lineBytes: 1_000 };
const SMALL = { lines: 10, lineBytes: 1_000 };
const ROUNDS = 5;
const WITHIN_MS = 120_000;
/** Long enough that the large batch has all the room it gets. */
const UNDER_WAY_MS = 3_000;

async function smallBatchMs(url: string, account: TestAccount): Promise<number> {
  const file = await uploadBigInput(url, account, SMALL);
  const startedAt = performance.now();
  const { id } = await submitFile(account, file);
  for (;;) {
    const batch = await account.client.call(contract.batches.get, { params: { id } });
    if (batch.completed_at !== null) return performance.now() - startedAt;
    if (performance.now() - startedAt > WITHIN_MS) throw new Error("The small batch did not end.");
    await delay(10);
  }
}

async function median(rounds: number, measure: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await measure());
  return times.toSorted((left, right) => left - right)[Math.floor(rounds / 2)] ?? Number.NaN;
}

/** A batch of ten by itself, and beside a batch of a hundred thousand of another org. */
export const fairnessPart: BenchPart = {
  name: "fairness",
  isLong: true,
  description: "a batch of ten, alone and beside a batch of 100,000 of another org",
  run: (report) =>
    withBenchGateway(async ({ account, gateway: { url } }) => {
      const other = await newAccount(url);
      const alone = await median(ROUNDS, () => smallBatchMs(url, other));
      const large = await submitFile(account, await uploadBigInput(url, account, LARGE));
      await delay(UNDER_WAY_MS);
      const beside = await median(ROUNDS, () => smallBatchMs(url, other));
      const { counts } = await account.client.call(contract.batches.get, {
        params: { id: large.id },
      });
      if (counts.completed === LARGE.lines) report.fail("the large batch was under way meanwhile");
      report.figure("alone, submit to completed", alone, "ms");
      report.figure("beside the large batch", beside, "ms");
      report.ratio("beside the large batch", beside / alone, "alone");
      await untilBatchEnded(account, large.id, WITHIN_MS);
    }),
};
