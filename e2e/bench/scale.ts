import type { Batch } from "#contract/batches.ts";
import {
  countIds,
  statusTimes,
  submitFile,
  untilBatchEnded,
  uploadBigInput,
} from "./bench-batch.ts";
import { lanesToGateway } from "../lanes-to-gateway.ts";
import { type BenchGateway, withBenchGateway } from "./bench-gateway.ts";
import type { BigInput } from "./big-input.ts";
import { embeddedTables } from "./database-growth.ts";
import type { BenchPart, BenchReport } from "./part.ts";

/** What the gateway may take above what it takes idle, whatever the batch. */
const MEMORY_BOUND_MIB = 250;
const WITHIN_MS = 30 * 60_000;
const MEBIBYTE = 1024 ** 2;

interface ScalePart extends BigInput {
  name: string;
}

const SCALES: readonly ScalePart[] = [
  { name: "scale-tenth", lines: 100_000, lineBytes: 2_147 },
  { name: "scale", lines: 1_000_000, lineBytes: 2_147 },
  { name: "scale-long", lines: 50_000, lineBytes: 40_000 },
  { name: "scale-short", lines: 1_000_000, lineBytes: 200 },
];

/** One batch from upload to every id downloaded and counted, through the real process: memory, growth, time by phase. */
export const scaleParts: readonly BenchPart[] = SCALES.map((scale) => ({
  name: scale.name,
  description: `one batch of ${scale.lines.toLocaleString("en-US")} lines of ${scale.lineBytes} bytes, through the real process`,
  isLong: true,
  run: (report) => withBenchGateway((bench) => runScale(report, bench, scale)),
}));

const UPSTREAM: BigInput = { lines: 100_000, lineBytes: 2_147 };
/** The most that a batch of OpenAI takes. */
const ITEMS_PER_BATCH = 50_000;

/** The same where every item goes to a provider within a whole batch: a second gateway, which is not measured. */
export const upstreamScalePart: BenchPart = {
  name: "scale-upstream",
  description: `one batch of ${UPSTREAM.lines.toLocaleString("en-US")} lines of ${UPSTREAM.lineBytes} bytes, handed to another gateway ${ITEMS_PER_BATCH.toLocaleString("en-US")} at a time`,
  isLong: true,
  run: (report) =>
    withBenchGateway(async ({ account, gateway }) => {
      const lanes = await lanesToGateway(gateway.url, account.api_key, ITEMS_PER_BATCH);
      try {
        const { environment } = lanes;
        await withBenchGateway((bench) => runScale(report, bench, UPSTREAM), environment);
      } finally {
        await lanes.dispose();
      }
    }),
};

async function runScale(report: BenchReport, bench: BenchGateway, input: BigInput): Promise<void> {
  const { account, gateway, idle } = bench;
  const phases = new Phases(report, bench);
  report.figure("idle, resident", idle.rss, "MiB");
  report.figure("idle, heap and beside it", idle.heap_used + idle.external, "MiB");
  phases.end("account made", 0);

  const file = await phases.measured("upload", () => uploadBigInput(gateway.url, account, input));
  report.figure("upload", file.bytes / MEBIBYTE / (phases.lastMs / 1_000), "MiB/s");
  const submitted = await phases.measured("quote and submit", () => submitFile(account, file));
  const batch = await phases.measured("plan, run and finish", () =>
    untilBatchEnded(account, submitted.id, WITHIN_MS),
  );
  report.figure("items", batch.item_count / (phases.lastMs / 1_000), "items/s");
  await tellTimes(report, bench, batch);
  const ids = await phases.measured("download and count", () => countIds(account, batch));
  report.figure("download", ids.bytes / MEBIBYTE / (phases.lastMs / 1_000), "MiB/s");

  if (batch.status !== "completed") report.fail(`the batch is ${batch.status}`);
  if (ids.once !== input.lines || ids.foreign > 0 || !ids.isInOrder)
    report.fail(`each id once and in order: ${JSON.stringify(ids)}`);
  report.figure("ids that came exactly once", ids.once, `of ${input.lines}`);
  const above = phases.highestRss - idle.rss;
  report.figure("highest resident above idle", above, "MiB");
  report.ratio("highest resident above idle", above / MEMORY_BOUND_MIB, "its bound");
  if (above > MEMORY_BOUND_MIB) report.fail(`memory at most ${MEMORY_BOUND_MIB} MiB above idle`);
  bench.memory.stop();
  await gateway.stop("SIGTERM");
  for (const { table, rows, bytes } of (await embeddedTables(gateway.dataFolder)).slice(0, 8))
    report.note(
      `  ${table.padEnd(28)} ${String(rows).padStart(8)} rows ${String(bytes).padStart(12)} bytes`,
    );
}

async function tellTimes(
  report: BenchReport,
  { account }: BenchGateway,
  batch: Batch,
): Promise<void> {
  const times = await statusTimes(account, batch.id);
  const between = (from: string, to: string): number =>
    ((times.get(to) ?? Number.NaN) - (times.get(from) ?? Number.NaN)) / 1_000;
  report.figure("of it, planned in", between("pending", "dispatched"), "s");
  report.figure("of it, run in", between("dispatched", "completing"), "s");
  report.figure("of it, joined and settled in", between("completing", batch.status), "s");
}

/** Times the phases and tells the highest memory of each. */
class Phases {
  lastMs = 0;
  highestRss = 0;
  readonly #report: BenchReport;
  readonly #bench: BenchGateway;

  constructor(report: BenchReport, bench: BenchGateway) {
    this.#report = report;
    this.#bench = bench;
  }

  async measured<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const startedAt = performance.now();
    const result = await work();
    this.lastMs = performance.now() - startedAt;
    this.end(name, this.lastMs);
    return result;
  }

  end(name: string, ms: number): void {
    const { rss, heap_used, external } = this.#bench.memory.takeHighest();
    this.highestRss = Math.max(this.highestRss, rss);
    const above = rss - this.#bench.idle.rss;
    const parts = `heap ${heap_used.toFixed(0)}, external ${external.toFixed(0)}`;
    this.#report.note(
      `${name}: ${(ms / 1_000).toFixed(1)} s; resident up to ${above.toFixed(0)} MiB above idle (${parts})`,
    );
  }
}
