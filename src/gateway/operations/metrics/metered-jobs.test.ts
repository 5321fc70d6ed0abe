import { randomUUID } from "node:crypto";
import type { Database } from "#gateway/database/database.ts";
import { sql } from "#gateway/database/sql.ts";
import { createTestDatabase } from "#gateway/database/test-database.ts";
import { defineJob } from "#gateway/queue/job.ts";
import { handleJob, type JobContext } from "#gateway/queue/job-handler.ts";
import { createQueue } from "#gateway/queue/queue.ts";
import { createWorker } from "#gateway/queue/worker.ts";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import * as z from "zod/mini";
import { createGatewayMetrics } from "./gateway-metrics.ts";
import { meterDatabase } from "./metered-database.ts";
import { meterJobs } from "./metered-jobs.ts";
import { parseExposition, sampleOf } from "./test-exposition.ts";

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const clock = { now: () => new Date() };

/** Runs one job of a kind of its own by this handler, with one attempt, and gives what was counted of it. */
async function countOf(run: (context: JobContext<object>) => Promise<void>, stopsEarly = false) {
  const kind = defineJob({ kind: `kind-${randomUUID()}`, payload: z.object({}), maxAttempts: 1 });
  const metrics = createGatewayMetrics({ version: "1", engine: "any", role: "all" });
  const queue = createQueue();
  const worker = createWorker({
    database,
    queue,
    handlers: [meterJobs(metrics, clock, handleJob(kind, { run }))],
    onError: () => undefined,
  });
  await database.transaction((tx) => queue.enqueue(tx, kind, { payload: {} }));
  worker.start();
  if (!stopsEarly) await worker.whenIdle();
  const figures = async () => parseExposition(await metrics.registry.metrics(), "prometheus");
  if (stopsEarly) {
    await vi.waitUntil(async () =>
      sampleOf(await figures(), "batchrouter_jobs_in_progress", { kind: kind.kind }),
    );
  }
  await worker.drain({ finishMs: stopsEarly ? 1 : 5_000 });
  const families = await figures();
  const outcomes = families.get("batchrouter_job_runs_total")?.samples ?? [];
  return {
    outcomes: Object.fromEntries(outcomes.map(({ labels, value }) => [labels.outcome, value])),
    died: sampleOf(families, "batchrouter_jobs_died_total", { kind: kind.kind }),
    inProgress: sampleOf(families, "batchrouter_jobs_in_progress", { kind: kind.kind }),
  };
}

test("a job that is done, one that is put off and one that fails for good are told apart", async () => {
  expect(await countOf(async () => undefined)).toMatchObject({ outcomes: { done: 1 } });
  const later = new Date(Date.now() + 3_600_000);
  const putOff = await countOf((context) =>
    database.transaction((tx) => context.reschedule(tx, { run_at: later })),
  );
  expect(putOff).toMatchObject({ outcomes: { put_off: 1 }, died: undefined });
  const failed = await countOf(async () => {
    throw new Error("boom");
  });
  expect(failed).toEqual({ outcomes: { failed: 1 }, died: 1, inProgress: 0 });
});

test("a job whose lease was lost and one whose worker stopped are neither done nor failed", async () => {
  const lost = await countOf(async (context) => {
    // Another worker has taken it over.
    await database.query(sql`update jobs set fence = fence + 1 where id = ${context.job.id}`);
    await context.heartbeat();
  });
  expect(lost.outcomes).toEqual({ lost: 1 });
  const stopped = await countOf(
    ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      }),
    true,
  );
  expect(stopped.outcomes).toEqual({ stopped: 1 });
});

test("the database counts what fails and what waits, and gives its answers unchanged", async () => {
  const metrics = createGatewayMetrics({ version: "1", engine: "any", role: "all" });
  const metered = meterDatabase(metrics, database);
  expect(await metered.query(sql`select 1::integer as one`)).toEqual([{ one: 1 }]);
  await expect(metered.query(sql`select 1 / 0`)).rejects.toThrow("division by zero");
  const rolledBack = metered.transaction(async () => {
    throw new Error("boom");
  });
  await expect(rolledBack).rejects.toThrow("boom");
  const families = parseExposition(await metrics.registry.metrics(), "prometheus");
  const figure = (name: string, operation: string) => sampleOf(families, name, { operation });
  expect(figure("batchrouter_database_duration_seconds_count", "query")).toBe(2);
  expect(figure("batchrouter_database_failures_total", "query")).toBe(1);
  expect(figure("batchrouter_database_failures_total", "transaction")).toBe(1);
  expect(figure("batchrouter_database_operations_in_progress", "transaction")).toBe(0);
  expect(sampleOf(families, "batchrouter_database_wait_seconds_count")).toBe(1);
  expect(sampleOf(families, "batchrouter_database_transactions_waiting")).toBe(0);
});
