import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import * as z from "zod/mini";
import type { Database } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import { createTestDatabase, emptyTestDatabase } from "../database/test-database.ts";
import { defineJob, LeaseLost } from "./job.ts";
import { handleJob, type JobHandling } from "./job-handler.ts";
import { createQueue, type Queue } from "./queue.ts";
import { createWorker, type JobWorker } from "./worker.ts";

const payload = z.object({ colour: z.string() });
type Payload = z.infer<typeof payload>;
const paint = defineJob({ kind: "paint", payload });

/** Real time: what is tested is what a worker makes of its own clock. */
const leaseMs = 300;
const queue = createQueue({ leaseMs });
let database: Database;
let errors: unknown[];
let worker: JobWorker | undefined;

beforeAll(async () => void (database = await createTestDatabase()));
beforeEach(async () => {
  errors = [];
  await emptyTestDatabase(database);
});
afterEach(async () => void (await worker?.drain({ finishMs: 0, abortMs: 0 })));
afterAll(() => database.close());

/** One run of a job with a queue that is as it is but for the changes. */
async function startPainter(changes: Partial<Queue>, handling: JobHandling<Payload>) {
  await database.transaction((tx) => queue.enqueue(tx, paint, { payload: { colour: "red" } }));
  worker = createWorker({
    database,
    queue: { ...queue, ...changes },
    onError: (error) => errors.push(error),
    pollMs: 3_600_000,
    handlers: [handleJob(paint, handling)],
  });
  worker.start();
}

const aborted = (signal: AbortSignal) =>
  new Promise<unknown>((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    signal.addEventListener("abort", () => resolve(signal.reason));
  });

function signalled<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

test("while a heartbeat gets no answer no other is sent, and the handler hears that the lease is over when its time is", async () => {
  const reason = signalled<unknown>();
  let beats = 0;
  await startPainter(
    {
      heartbeat: () => {
        beats += 1;
        return new Promise(() => undefined);
      },
    },
    { run: async ({ signal }) => reason.resolve(await aborted(signal)) },
  );
  expect(await reason.promise).toBeInstanceOf(LeaseLost);
  expect(beats).toBe(1);
});

test("a handler whose lease is over by its own clock settles nothing, whatever the database's clock says", async () => {
  const result = signalled<unknown>();
  await startPainter(
    { heartbeat: () => new Promise(() => undefined) },
    {
      run: async ({ signal, complete, hold }) => {
        await aborted(signal);
        // As if the clock of the database had been put back meanwhile.
        await database.query(sql`update jobs set leased_until = now() + interval '1 hour'`);
        result.resolve(
          await Promise.allSettled([database.transaction(complete), database.transaction(hold)]),
        );
      },
    },
  );
  expect(await result.promise).toMatchObject([
    { status: "rejected", reason: { name: LeaseLost.name } },
    { status: "rejected", reason: { name: LeaseLost.name } },
  ]);
  expect(await database.query(sql`select state from jobs`)).toEqual([{ state: "running" }]);
});

test("a claim whose answer came only after its lease had run out is not begun", async () => {
  const answered = signalled<void>();
  const reported = signalled<unknown>();
  let hasRun = false;
  await database.transaction((tx) => queue.enqueue(tx, paint, { payload: { colour: "red" } }));
  worker = createWorker({
    database,
    queue: {
      ...queue,
      claim: async (...args) => {
        const jobs = await queue.claim(...args);
        await answered.promise;
        return jobs;
      },
    },
    onError: (error) => reported.resolve(error),
    pollMs: 3_600_000,
    handlers: [handleJob(paint, { run: async () => void (hasRun = true) })],
  });
  worker.start();
  setTimeout(() => answered.resolve(), leaseMs + 20);
  expect(await reported.promise).toBeInstanceOf(LeaseLost);
  expect(hasRun).toBe(false);
});
