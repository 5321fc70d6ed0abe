import { PostgresServer } from "#test-servers/postgres-server.ts";
import { submitFile, untilBatchEnded, uploadBigInput } from "./bench-batch.ts";
import { type BenchGateway, withBenchGateway } from "./bench-gateway.ts";
import type { BigInput } from "./big-input.ts";
import { type CostCounters, costsBetween, readCosts } from "./cost-counters.ts";
import type { BenchPart, BenchReport } from "./part.ts";

const WITHIN_MS = 5 * 60_000;
/** Fifty units of a thousand items. */
const LARGE: BigInput = { lines: 50_000, lineBytes: 500 };
/** Ten units of one item each, so that items weigh next to nothing. */
const SMALL: BigInput = { lines: 10, lineBytes: 500 };
const SMALL_BATCHES = 20;

const UNITS: Readonly<Record<keyof CostCounters, string>> = {
  cpu_ms: "ms of the gateway's processor time",
  transactions: "transactions",
  rows_written: "rows written",
  log_bytes: "bytes of write-ahead log",
  database_bytes: "bytes of database",
  database_ms: "ms of statements",
  storage_bytes: "bytes of storage",
};

function tell(report: BenchReport, per: string, costs: CostCounters): void {
  // Object.keys forgets the key type; the table has no other keys.
  for (const name of Object.keys(UNITS) as (keyof CostCounters)[])
    report.figure(per, costs[name], UNITS[name]);
}

async function measure(
  report: BenchReport,
  bench: BenchGateway,
  databaseUrl: string,
): Promise<void> {
  const { account, gateway } = bench;
  const read = () => readCosts(gateway.pid, databaseUrl, gateway.artifactsFolder);
  const start = await read();
  const files = [];
  for (let batch = 0; batch < SMALL_BATCHES; batch += 1)
    files.push(await uploadBigInput(gateway.url, account, SMALL));
  const uploaded = await read();
  tell(report, "upload of a small file", costsBetween(start, uploaded, SMALL_BATCHES));
  const batches = [];
  for (const file of files) batches.push(await submitFile(account, file));
  for (const { id } of batches) await untilBatchEnded(account, id, WITHIN_MS);
  const small = await read();
  const ofSmall = costsBetween(uploaded, small, SMALL_BATCHES);
  tell(report, `batch of ${SMALL.lines} units of one item`, ofSmall);

  const file = await uploadBigInput(gateway.url, account, LARGE);
  const received = await read();
  tell(report, "upload, an item", costsBetween(small, received, LARGE.lines));
  const { id } = await submitFile(account, file);
  const batch = await untilBatchEnded(account, id, WITHIN_MS);
  if (batch.counts.completed !== LARGE.lines) report.fail("every item is answered");
  const done = await read();
  tell(report, `batch of ${LARGE.lines} items, a unit of 1,000`, costsBetween(received, done, 50));
  tell(report, `batch of ${LARGE.lines} items, an item`, costsBetween(received, done, LARGE.lines));
}

/** What units, items and batches cost on PostgreSQL: what a computation of capacity needs. */
export const unitCostsPart: BenchPart = {
  name: "unit-costs",
  isLong: true,
  description:
    "processor time, database, log and storage of a batch, a unit and an item, on PostgreSQL",
  async run(report) {
    const server = await PostgresServer.create();
    try {
      const databaseUrl = await server.createDatabase("unit_costs");
      await withBenchGateway((bench) => measure(report, bench, databaseUrl), {
        DATABASE_URL: databaseUrl,
      });
    } finally {
      await server.dispose();
    }
  },
};
