import { fileURLToPath } from "node:url";
import { newAccount, type TestAccount } from "../test-account.ts";
import { GatewayGroup } from "../torture/gateway-group.ts";
import { submitFile, untilBatchEnded, uploadBigInput } from "./bench-batch.ts";
import { fillForBench, withBenchGateway } from "./bench-gateway.ts";
import type { BenchPart } from "./part.ts";

const MAIN = fileURLToPath(new URL("../../dist/gateway/main.js", import.meta.url));
const INPUT = { lines: 30_000, lineBytes: 690 };
const WITHIN_MS = 5 * 60_000;

/** Items a second of one batch, from its submission to its end; the first batch of all is not counted. */
async function itemsPerSecond(url: string, account: TestAccount): Promise<number> {
  const file = await uploadBigInput(url, account, INPUT);
  const startedAt = performance.now();
  const { id } = await submitFile(account, file);
  const batch = await untilBatchEnded(account, id, WITHIN_MS);
  if (batch.counts.completed !== INPUT.lines) throw new Error("Not every item was answered.");
  return INPUT.lines / ((performance.now() - startedAt) / 1_000);
}

/** One batch embedded, and on a PostgreSQL server with one worker process and with two. */
export const workersPart: BenchPart = {
  name: "workers",
  description: `${INPUT.lines.toLocaleString("en-US")} items embedded, and on PostgreSQL with one worker and with two`,
  async run(report) {
    let embedded = Number.NaN;
    await withBenchGateway(async ({ account, gateway: { url } }) => {
      await itemsPerSecond(url, account);
      embedded = await itemsPerSecond(url, account);
    });
    const group = await GatewayGroup.create("postgres", { gatewayMain: MAIN });
    try {
      const { url } = await group.add("api");
      const account = await newAccount(url);
      await fillForBench(account);
      const measured: number[] = [];
      for (let workers = 1; workers <= 2; workers += 1) {
        await group.add("worker");
        await itemsPerSecond(url, account);
        measured.push(await itemsPerSecond(url, account));
      }
      const [one = Number.NaN, two = Number.NaN] = measured;
      report.figure("embedded", embedded, "items/s");
      report.figure("PostgreSQL, one worker", one, "items/s");
      report.figure("PostgreSQL, two workers", two, "items/s");
      report.ratio("PostgreSQL, one worker", one / embedded, "embedded; the goal is 1");
      report.ratio("PostgreSQL, two workers", two / one, "one worker; the goal is 1.6");
    } finally {
      await group.dispose();
    }
  },
};
