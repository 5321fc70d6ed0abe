import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { GatewayProcess } from "../gateway-process.ts";
import { newAccount } from "../test-account.ts";
import { submitFile, untilBatchEnded, uploadBigInput } from "./bench-batch.ts";
import type { BenchPart } from "./part.ts";

const BATCHES = 10_000;
const WARM_GOAL_MS = 1_500;
const FIRST_GOAL_MS = 6_000;
const WITHIN_MS = 60_000;

async function startMs(gateway: GatewayProcess): Promise<number> {
  const startedAt = performance.now();
  await gateway.start();
  return performance.now() - startedAt;
}

/** From the start of the process until it says that it is healthy: on an empty folder, again, and with many batches. */
export const startPart: BenchPart = {
  name: "start",
  description: `start to ready: the first time, again, and with ${BATCHES.toLocaleString("en-US")} batches`,
  async run(report) {
    const beganAt = performance.now();
    const gateway = await GatewayProcess.start();
    const firstMs = performance.now() - beganAt;
    try {
      const account = await newAccount(gateway.url);
      const file = await uploadBigInput(gateway.url, account, { lines: 1, lineBytes: 300 });
      const { id } = await submitFile(account, file);
      await untilBatchEnded(account, id, WITHIN_MS);
      await gateway.stop();
      const warmMs = await startMs(gateway);
      await gateway.stop();
      await repeatBatch(join(gateway.dataFolder, "database"));
      const manyMs = await startMs(gateway);
      report.figure("first start, on an empty folder", firstMs, "ms");
      report.ratio("first start", firstMs / FIRST_GOAL_MS, `${FIRST_GOAL_MS} ms`);
      report.figure("start again", warmMs, "ms");
      report.ratio("start again", warmMs / WARM_GOAL_MS, `${WARM_GOAL_MS} ms`);
      report.figure(`start with ${BATCHES} batches`, manyMs, "ms");
      report.ratio(`start with ${BATCHES} batches`, manyMs / WARM_GOAL_MS, `${WARM_GOAL_MS} ms`);
    } finally {
      await gateway.dispose();
    }
  },
};

/** Writes the one batch that is there so many times more, with quotes and ids of their own, into the database of a stopped gateway. */
async function repeatBatch(folder: string): Promise<void> {
  const database = await PGlite.create(`file://${folder}`);
  try {
    const copies = (table: string, changed: string): Promise<unknown> =>
      database.query(
        `insert into ${table} select copy.* from ${table} as original, generate_series(1, ${BATCHES}) as n,
           jsonb_populate_record(original, ${changed}) as copy`,
      );
    const id = (prefix: string): string => `'${prefix}_' || lpad(n::text, 20, '0')`;
    await copies("quotes", `jsonb_build_object('id', ${id("quo")})`);
    await copies("batches", `jsonb_build_object('id', ${id("bat")}, 'quote_id', ${id("quo")})`);
  } finally {
    await database.close();
  }
}
