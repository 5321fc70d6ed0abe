import { afterAll, beforeAll, beforeEach } from "vitest";
import * as z from "zod/mini";
import type { Database } from "../database/database.ts";
import { createTestDatabase, emptyTestDatabase } from "../database/test-database.ts";
import type { NewJob } from "./enqueue-jobs.ts";
import { type ClaimedJob, defineJob } from "./job.ts";
import { createQueue } from "./queue.ts";

export const paint = defineJob({
  kind: "paint",
  payload: z.object({ colour: z.string() }),
  maxAttempts: 2,
});
export const mail = defineJob({ kind: "mail", payload: z.object({ to: z.string() }) });

export const leaseMs = 10_000;

/** Set anew before each test. */
export let now: Date;
export const later = (ms: number): Date => new Date(now.getTime() + ms);
export const pass = (ms: number): void => {
  now = later(ms);
};

export const queue = createQueue({ leaseMs, clock: () => now });

/** Opened before the first test, and emptied before each. */
export let database: Database;

/** To be called once by a test file: gives its tests the database and the time. */
export function prepareTestQueue(): void {
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  beforeEach(async () => {
    now = new Date("2026-11-24T10:00:00Z");
    await emptyTestDatabase(database);
  });
  afterAll(() => database.close());
}

export const enqueue = (colour: string, job: Omit<NewJob<unknown>, "payload"> = {}) =>
  database.transaction((tx) => queue.enqueue(tx, paint, { ...job, payload: { colour } }));

export const claim = (free = 10) => queue.claim(database, [{ kind: "paint", free }]);

export async function claimOne(): Promise<ClaimedJob> {
  const [job, ...others] = await claim(1);
  if (!job || others.length > 0) throw new Error("Not exactly one job was claimed.");
  return job;
}

export const colours = (jobs: readonly ClaimedJob[]) =>
  jobs.map((job) => paint.payload.parse(job.payload).colour);

export const complete = (job: ClaimedJob) => database.transaction((tx) => queue.complete(tx, job));

export const fail = (job: ClaimedJob, isRetryable = true) =>
  database.transaction((tx) =>
    queue.fail(tx, job, { error: new Error("spilled"), isRetryable, retryDelayMs: 3_000 }),
  );
