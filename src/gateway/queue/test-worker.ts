import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import * as z from "zod/mini";

import type { Database } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import { createTestDatabase, emptyTestDatabase } from "../database/test-database.ts";
import { defineJob } from "./job.ts";
import { handleJob, type JobHandling } from "./job-handler.ts";
import { createQueue } from "./queue.ts";
import { createWorker, type JobWorker, type WorkerOptions } from "./worker.ts";

const payload = z.object({ colour: z.string() });
export type Payload = z.infer<typeof payload>;

export const paint = defineJob({
  kind: "paint",
  payload,
  maxAttempts: 2,
  retryDelayMs: () => 1_000,
});
export const mail = defineJob({ kind: "mail", payload });

export const leaseMs = 10_000;

/** Set anew before each test. */
export let now: Date;
export const pass = (ms: number): void => {
  now = new Date(now.getTime() + ms);
};

export const queue = createQueue({ leaseMs, clock: () => now });

/** Opened before the first test, and emptied before each. */
export let database: Database;

/** What the workers of a test have reported. */
export let errors: unknown[];

const workers: JobWorker[] = [];

/** To be called once by a test file: gives its tests the database and the time, and ends their workers. */
export function prepareTestWorkers(): void {
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  beforeEach(async () => {
    now = new Date("2026-11-24T10:00:00Z");
    errors = [];
    await emptyTestDatabase(database);
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.drain({ finishMs: 0 })));
  });
  afterAll(() => database.close());
}

/** Polls so rarely that only wakes can be the reason for what happens in a test. */
export function startWorker(
  options: Pick<WorkerOptions, "handlers"> & Partial<WorkerOptions>,
): JobWorker {
  const onError = (error: unknown) => errors.push(error);
  const worker = createWorker({ database, queue, onError, pollMs: 3_600_000, ...options });
  workers.push(worker);
  worker.start();
  return worker;
}

export const startPainter = (handling: JobHandling<Payload>) =>
  startWorker({ handlers: [handleJob(paint, handling)] });

export const enqueue = (...colours: string[]) =>
  database.transaction((tx) =>
    queue.enqueueMany(
      tx,
      paint,
      colours.map((colour) => ({ payload: { colour } })),
    ),
  );

export const states = async () =>
  (await database.query<{ state: string }>(sql`select state from jobs order by id`)).map(
    ({ state }) => state,
  );

/** A promise to be resolved from elsewhere in the test. */
export function signalled<T = void>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

export const aborted = (signal: AbortSignal) =>
  new Promise<unknown>((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    signal.addEventListener("abort", () => resolve(signal.reason));
  });
