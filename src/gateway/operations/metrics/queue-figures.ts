import type { Clock } from "#gateway/clock.ts";
import { type Database } from "#gateway/database/database.ts";
import { sql } from "#gateway/database/sql.ts";
import type { GatewayMetrics } from "./gateway-metrics.ts";

/** Counting goes no further: a gauge that says "at least so many" is enough to act on. */
const MOST_ROWS = 100_000;
const FRESH_MS = 1_000;
/** A scrape gives up on a database that is busy or away, and shows what was true before. */
const PATIENCE_MS = 1_000;

interface FigureRow {
  what: "job" | "batch";
  name: string;
  state: string;
  count: number;
  /** When the first of them was due; null for batches. */
  oldest: Date | null;
}

/** Brings the gauges of what lies in the database up to date, at most once a second however many ask at a time. */
export function createQueueFigures(
  metrics: Pick<GatewayMetrics, "jobs" | "webhooks" | "work">,
  database: Database,
  clock: Clock,
): { refresh(): Promise<void> } {
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    try {
      show(metrics, await readFigures(database), clock.now());
      readAt = performance.now();
    } finally {
      reading = undefined;
    }
  }

  return {
    async refresh() {
      if (performance.now() - readAt < FRESH_MS) return;
      reading ??= read();
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, PATIENCE_MS);
      });
      await Promise.race([reading.catch(() => undefined), patience]);
      clearTimeout(timer);
    },
  };
}

/** One bounded statement: jobs by kind and state with the first that is due, and open batches by status. */
async function readFigures(database: Database): Promise<FigureRow[]> {
  return await database.query<FigureRow>(sql`
    select 'job' as what, kind as name, state, count(*)::integer as count, min(run_at) as oldest
    from (select kind, state, run_at from jobs limit ${MOST_ROWS}) as job
    group by kind, state
    union all
    select 'batch', 'batch', status, count(*)::integer, null
    from (select status from batches where completed_at is null limit ${MOST_ROWS}) as batch
    group by status`);
}

function show(
  { jobs, webhooks, work }: Pick<GatewayMetrics, "jobs" | "webhooks" | "work">,
  rows: readonly FigureRow[],
  now: Date,
): void {
  for (const gauge of [jobs.queued, jobs.oldestDue, work.openBatches]) gauge.reset();
  let pending = 0;
  for (const { what, name, state, count, oldest } of rows) {
    if (what === "batch") {
      work.openBatches.set({ status: state }, count);
      continue;
    }
    jobs.queued.set({ kind: name, state }, count);
    if (state === "waiting" && oldest !== null) {
      const dueMs = Math.max(0, now.getTime() - oldest.getTime());
      jobs.oldestDue.set({ kind: name }, dueMs / 1_000);
    }
    // Each pending delivery has a job, and the table of deliveries keeps those of years.
    if (name === "deliver_webhook" && state !== "dead") pending += count;
  }
  webhooks.pending.set(pending);
}
