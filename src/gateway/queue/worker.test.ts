import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod/mini";

import type { Database } from "../database/database.ts";
import { DatabaseUnavailable } from "../database/database-error.ts";
import { sql } from "../database/sql.ts";
import { createTestDatabase, emptyTestDatabase } from "../database/test-database.ts";
import { type ClaimedJob, defineJob, LeaseLost } from "./job.ts";
import { handleJob, type JobContext, type JobHandling, PayloadUnreadable } from "./job-handler.ts";
import { WorkerStopped } from "./job-run.ts";
import { createQueue } from "./queue.ts";
import { createWorker, type JobWorker, type WorkerOptions } from "./worker.ts";

const payload = z.object({ colour: z.string() });
type Payload = z.infer<typeof payload>;
const paint = defineJob({ kind: "paint", payload, maxAttempts: 2, retryDelayMs: () => 1_000 });
const mail = defineJob({ kind: "mail", payload });

const leaseMs = 10_000;
let now: Date;
const pass = (ms: number) => {
  now = new Date(now.getTime() + ms);
};
const queue = createQueue({ leaseMs, clock: () => now });
let database: Database;
let errors: unknown[];
const workers: JobWorker[] = [];

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

/** Polls so rarely that only wakes can be the reason for what happens in a test. */
function startWorker(options: Pick<WorkerOptions, "handlers"> & Partial<WorkerOptions>): JobWorker {
  const onError = (error: unknown) => errors.push(error);
  const worker = createWorker({ database, queue, onError, pollMs: 3_600_000, ...options });
  workers.push(worker);
  worker.start();
  return worker;
}

const startPainter = (handling: JobHandling<Payload>) =>
  startWorker({ handlers: [handleJob(paint, handling)] });

const enqueue = (...colours: string[]) =>
  database.transaction((tx) =>
    queue.enqueueMany(
      tx,
      paint,
      colours.map((colour) => ({ payload: { colour } })),
    ),
  );

const states = async () =>
  (await database.query<{ state: string }>(sql`select state from jobs order by id`)).map(
    ({ state }) => state,
  );

/** A promise to be resolved from elsewhere in the test. */
function signalled<T = void>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const aborted = (signal: AbortSignal) =>
  new Promise<unknown>((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    signal.addEventListener("abort", () => resolve(signal.reason));
  });

describe("running", () => {
  test("an enqueue in this process is run without waiting for a poll, and the job is gone after it", async () => {
    const ran = signalled<string>();
    const worker = startPainter({ run: async ({ job }) => ran.resolve(job.payload.colour) });
    await worker.whenIdle();
    await enqueue("red");
    expect(await ran.promise).toBe("red");
    await worker.whenIdle();
    expect(await states()).toEqual([]);
    expect(errors).toEqual([]);
  });

  test("a job settled in the handler's transaction commits with what else is in it", async () => {
    const worker = startPainter({
      run: async ({ complete }) =>
        database.transaction(async (tx) => {
          await queue.enqueue(tx, mail, { payload: { colour: "done" } });
          await complete(tx);
        }),
    });
    await enqueue("red");
    await worker.whenIdle();
    expect(await queue.count(database)).toEqual([{ kind: "mail", state: "waiting", count: 1 }]);
  });

  test("a transaction that rolls back leaves the job unsettled, and its failure is retried", async () => {
    const worker = startPainter({
      run: async ({ complete }) =>
        database.transaction(async (tx) => {
          await complete(tx);
          throw new Error("spilled");
        }),
    });
    await enqueue("red");
    await worker.whenIdle();
    expect(await states()).toEqual(["waiting"]);
    expect(errors).toMatchObject([{ message: "spilled" }]);
  });

  test("a rescheduled job runs again at its time with its new payload", async () => {
    const seen: string[] = [];
    const worker = startPainter({
      run: async ({ job, reschedule }) => {
        seen.push(job.payload.colour);
        if (job.payload.colour === "second coat") return;
        const run_at = new Date(now.getTime() + 500);
        await database.transaction((tx) =>
          reschedule(tx, { run_at, payload: { colour: "second coat" } }),
        );
      },
    });
    await enqueue("first coat");
    await worker.whenIdle();
    expect(seen).toEqual(["first coat"]);
    pass(500);
    await worker.whenIdle();
    expect(seen).toEqual(["first coat", "second coat"]);
    expect(await states()).toEqual([]);
  });

  test("two workers over 200 jobs run each job exactly once", async () => {
    const runs: string[] = [];
    const colours = Array.from({ length: 200 }, (_, index) => `colour ${index}`);
    await enqueue(...colours);
    const handling: JobHandling<Payload> = {
      concurrency: 7,
      run: async ({ job, complete }) => {
        runs.push(job.payload.colour);
        await database.transaction(complete);
      },
    };
    await Promise.all([startPainter(handling).whenIdle(), startPainter(handling).whenIdle()]);
    expect(runs.toSorted()).toEqual(colours.toSorted());
    expect(await states()).toEqual([]);
    expect(errors).toEqual([]);
  });

  test("a kind that fills its own room does not keep another kind from running", async () => {
    const release = signalled();
    const mailed = signalled();
    let running = 0;
    let most = 0;
    const worker = startWorker({
      handlers: [
        handleJob(paint, {
          concurrency: 2,
          run: async () => {
            running += 1;
            most = Math.max(most, running);
            await release.promise;
            running -= 1;
          },
        }),
        handleJob(mail, { run: async () => mailed.resolve() }),
      ],
    });
    await enqueue("1", "2", "3", "4", "5");
    await database.transaction((tx) => queue.enqueue(tx, mail, { payload: { colour: "red" } }));
    await mailed.promise;
    release.resolve();
    await worker.whenIdle();
    expect(most).toBe(2);
    expect(await states()).toEqual([]);
  });

  test("two handlers of one kind are refused", () => {
    const handler = handleJob(paint, { run: async () => undefined });
    const onError = () => undefined;
    const create = () => createWorker({ database, queue, onError, handlers: [handler, handler] });
    expect(create).toThrow("share one kind");
  });
});

describe("failing", () => {
  test("a handler that throws is tried again after its delay, and its job is dead after the last attempt", async () => {
    const dead: string[] = [];
    const worker = startPainter({
      run: async () => {
        throw new Error("spilled");
      },
      onDead: async (tx, job, error) => {
        dead.push(`${job.payload.colour}: ${String(error)}`);
        await queue.enqueue(tx, mail, { payload: { colour: "dead" } });
      },
    });
    await enqueue("red");
    await worker.whenIdle();
    expect(await states()).toEqual(["waiting"]);
    pass(1_000);
    await worker.whenIdle();
    expect(await states()).toEqual(["dead", "waiting"]);
    expect(dead).toEqual(["red: Error: spilled"]);
    expect(errors).toHaveLength(2);
  });

  test("a handler can say that another attempt is no use", async () => {
    const worker = startPainter({
      run: async ({ fail }) => {
        await database.transaction((tx) => fail(tx, "no paint", { isRetryable: false }));
      },
    });
    await enqueue("red");
    await worker.whenIdle();
    expect(await database.query(sql`select state, last_error from jobs`)).toEqual([
      { state: "dead", last_error: "no paint" },
    ]);
  });

  test("a payload that is not of its kind is dead at once", async () => {
    const worker = startPainter({ run: async () => undefined });
    const anything = defineJob<unknown>({ kind: "paint", payload: z.unknown() });
    await database.transaction((tx) => queue.enqueue(tx, anything, { payload: { size: 1 } }));
    await worker.whenIdle();
    expect(await states()).toEqual(["dead"]);
    expect(errors).toMatchObject([{ name: PayloadUnreadable.name }]);
  });

  /** What a process that dies under a job leaves, so many times, with all that is waited for in between; the minutes it took. */
  async function loseJob(times: number): Promise<number> {
    const begun = now.getTime();
    for (let losses = 0; losses < times;) {
      const claimed = await queue.claim(database, [{ kind: "paint", free: 1 }]);
      losses += claimed.length;
      pass(claimed.length > 0 ? leaseMs : 20_000);
    }
    return (now.getTime() - begun) / 60_000;
  }

  /** Looks until the job that was put off is due. */
  async function untilNoneWaits(worker: JobWorker): Promise<void> {
    while ((await states()).includes("running") || (await states()).includes("waiting")) {
      await worker.whenIdle();
      pass(60_000);
    }
  }

  test("a job under which eight processes died is run once more, however few attempts its kind has", async () => {
    await enqueue("red");
    await loseJob(8);
    const runs: string[] = [];
    const worker = startPainter({ run: async ({ job }) => void runs.push(job.payload.colour) });
    await untilNoneWaits(worker);
    expect({ runs, states: await states() }).toEqual({ runs: ["red"], states: [] });
  });

  test("a job that never comes to an end is buried after twenty lost runs, which take more than half an hour", async () => {
    await enqueue("red");
    expect(await loseJob(20)).toBeGreaterThan(30);
    const runs: string[] = [];
    const dead: string[] = [];
    const worker = startPainter({
      run: async () => void runs.push("run"),
      onDead: async (_tx, job) => void dead.push(job.payload.colour),
    });
    await untilNoneWaits(worker);
    expect({ runs, dead, states: await states() }).toEqual({
      runs: [],
      dead: ["red"],
      states: ["dead"],
    });
  });

  test("a run that the database was away from is lost, not failed: it is no attempt of the job's", async () => {
    await enqueue("red");
    let runs = 0;
    const worker = startPainter({
      run: async () => {
        runs += 1;
        if (runs < 3) throw new DatabaseUnavailable("The server restarts.");
      },
    });
    while ((await states()).length > 0) await worker.whenIdle();
    expect(runs).toBe(3);
    expect(errors).toHaveLength(2);
  });

  test("a failure of onDead keeps the job alive for another try", async () => {
    let isReady = false;
    const worker = startPainter({
      run: async ({ fail }) => {
        await database.transaction((tx) => fail(tx, "no paint", { isRetryable: false }));
      },
      onDead: async () => {
        if (!isReady) throw new Error("not ready");
      },
    });
    await enqueue("red");
    await worker.whenIdle();
    expect(await states()).toEqual(["waiting"]);
    isReady = true;
    pass(1_000);
    await worker.whenIdle();
    expect(await states()).toEqual(["dead"]);
  });
});

describe("leases", () => {
  test("a handler that lost its lease is told by its signal and can commit nothing", async () => {
    const started = signalled<JobContext<Payload>>();
    const goOn = signalled();
    const result = signalled<unknown>();
    const worker = startPainter({
      // Or it might take the job over from itself.
      concurrency: 1,
      run: async (context) => {
        started.resolve(context);
        await goOn.promise;
        result.resolve(
          await database
            .transaction(async (tx) => {
              await queue.enqueue(tx, mail, { payload: { colour: "stale" } });
              await context.complete(tx);
            })
            .catch((error: unknown) => error),
        );
      },
    });
    await enqueue("red");
    const context = await started.promise;
    pass(leaseMs);
    const [successor] = await queue.claim(database, [{ kind: "paint", free: 1 }]);
    expect(successor?.fence).toBeGreaterThan(context.fence);
    await expect(context.heartbeat()).rejects.toBeInstanceOf(LeaseLost);
    expect(context.signal.reason).toBeInstanceOf(LeaseLost);
    goOn.resolve();
    expect(await result.promise).toBeInstanceOf(LeaseLost);
    await worker.whenIdle();
    expect(await queue.count(database)).toEqual([{ kind: "paint", state: "running", count: 1 }]);
    expect(errors).toMatchObject([{ name: LeaseLost.name }]);
  });

  test("a handler need do nothing to keep its lease, and hears of a loss without asking", async () => {
    const quick = createQueue({ leaseMs: 900, clock: () => now });
    const context = signalled<JobContext<Payload>>();
    let onBeat: (at: Date) => void = () => undefined;
    const watched = {
      ...quick,
      heartbeat: async (...args: Parameters<typeof quick.heartbeat>) => {
        const at = now;
        const isHeld = await quick.heartbeat(...args);
        onBeat(at);
        return isHeld;
      },
    };
    startWorker({
      queue: watched,
      handlers: [
        handleJob(paint, {
          run: async (given) => {
            context.resolve(given);
            await aborted(given.signal);
          },
        }),
      ],
    });
    await database.transaction((tx) => quick.enqueue(tx, paint, { payload: { colour: "red" } }));
    const { signal } = await context.promise;
    pass(899);
    const renewedAt = now;
    await new Promise<void>((resolve) => {
      onBeat = (at) => at === renewedAt && resolve();
    });
    pass(899);
    expect(await quick.claim(database, [{ kind: "paint", free: 1 }])).toEqual([]);
    expect(signal.aborted).toBe(false);
    pass(1_000);
    await database.query(sql`update jobs set fence = nextval('job_fence')`);
    expect(await aborted(signal)).toBeInstanceOf(LeaseLost);
  });
});

describe("draining", () => {
  test("lets running handlers finish and begins no others", async () => {
    const started = signalled();
    const goOn = signalled();
    const worker = startWorker({
      concurrency: 1,
      handlers: [
        handleJob(paint, {
          run: async () => {
            started.resolve();
            await goOn.promise;
          },
        }),
      ],
    });
    await enqueue("red", "blue");
    await started.promise;
    const drained = worker.drain();
    goOn.resolve();
    expect(await drained).toBe(0);
    expect(await states()).toEqual(["waiting"]);
    await enqueue("green");
    expect(await states()).toEqual(["waiting", "waiting"]);
  });

  test("aborts handlers that take too long, and gives their jobs back without counting the attempt", async () => {
    const started = signalled();
    const reason = signalled<unknown>();
    const worker = startPainter({
      run: async ({ signal }) => {
        started.resolve();
        reason.resolve(await aborted(signal));
        signal.throwIfAborted();
      },
    });
    await enqueue("red");
    await started.promise;
    expect(await worker.drain({ finishMs: 0 })).toBe(0);
    expect(await reason.promise).toBeInstanceOf(WorkerStopped);
    const rows = await database.query<Partial<ClaimedJob>>(sql`select state, attempts from jobs`);
    expect(rows).toEqual([{ state: "waiting", attempts: 0 }]);
    expect(errors).toEqual([]);
  });

  test("gives back what a claim brings that was under way when draining began", async () => {
    const claimed = signalled();
    const answered = signalled();
    let runs = 0;
    const worker = startWorker({
      queue: {
        ...queue,
        claim: async (...args: Parameters<typeof queue.claim>) => {
          const jobs = await queue.claim(...args);
          if (jobs.length > 0) {
            claimed.resolve();
            await answered.promise;
          }
          return jobs;
        },
      },
      handlers: [handleJob(paint, { run: async () => void (runs += 1) })],
    });
    await enqueue("red");
    await claimed.promise;
    const drained = worker.drain();
    answered.resolve();
    expect(await drained).toBe(0);
    expect(runs).toBe(0);
    const rows = await database.query<Partial<ClaimedJob>>(sql`select state, attempts from jobs`);
    expect(rows).toEqual([{ state: "waiting", attempts: 0 }]);
    expect(errors).toEqual([]);
  });

  test("does not wait for handlers that ignore their signal, and counts them", async () => {
    const started = signalled();
    const never = signalled();
    const worker = startPainter({
      run: async () => {
        started.resolve();
        await never.promise;
      },
    });
    await enqueue("red");
    await started.promise;
    expect(await worker.drain({ finishMs: 0, abortMs: 0 })).toBe(1);
    never.resolve();
    await worker.drain();
    expect(await states()).toEqual(["waiting"]);
  });
});

test("an error of the database while claiming is reported and does not end the worker", async () => {
  let isBroken = true;
  const flaky = {
    ...queue,
    claim: async (...args: Parameters<typeof queue.claim>) => {
      if (isBroken) throw new Error("unreachable");
      return await queue.claim(...args);
    },
  };
  const failed = signalled();
  const ran = signalled();
  const worker = startWorker({
    queue: flaky,
    onError: () => failed.resolve(),
    handlers: [handleJob(paint, { run: async () => ran.resolve() })],
  });
  await failed.promise;
  isBroken = false;
  await enqueue("red");
  await ran.promise;
  await worker.whenIdle();
});
