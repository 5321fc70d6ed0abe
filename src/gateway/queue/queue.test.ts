import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod/mini";

import type { Database } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import { createTestDatabase, emptyTestDatabase } from "../database/test-database.ts";
import type { NewJob } from "./enqueue-jobs.ts";
import { type ClaimedJob, defaultRetryDelayMs, defineJob, LeaseLost } from "./job.ts";
import { createQueue } from "./queue.ts";

const paint = defineJob({
  kind: "paint",
  payload: z.object({ colour: z.string() }),
  maxAttempts: 2,
});
const mail = defineJob({ kind: "mail", payload: z.object({ to: z.string() }) });

const leaseMs = 10_000;
let now: Date;
const later = (ms: number) => new Date(now.getTime() + ms);
const pass = (ms: number) => {
  now = later(ms);
};

const queue = createQueue({ leaseMs, clock: () => now });
let database: Database;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  now = new Date("2026-11-24T10:00:00Z");
  await emptyTestDatabase(database);
});
afterAll(() => database.close());

const enqueue = (colour: string, job: Omit<NewJob<unknown>, "payload"> = {}) =>
  database.transaction((tx) => queue.enqueue(tx, paint, { ...job, payload: { colour } }));

const claim = (free = 10) => queue.claim(database, [{ kind: "paint", free }]);

async function claimOne(): Promise<ClaimedJob> {
  const [job, ...others] = await claim(1);
  if (!job || others.length > 0) throw new Error("Not exactly one job was claimed.");
  return job;
}

const colours = (jobs: readonly ClaimedJob[]) =>
  jobs.map((job) => paint.payload.parse(job.payload).colour);

const complete = (job: ClaimedJob) => database.transaction((tx) => queue.complete(tx, job));

const fail = (job: ClaimedJob, isRetryable = true) =>
  database.transaction((tx) =>
    queue.fail(tx, job, { error: new Error("spilled"), isRetryable, retryDelayMs: 3_000 }),
  );

describe("enqueueing", () => {
  test("is undone with the transaction it belongs to", async () => {
    const work = database.transaction(async (tx) => {
      await queue.enqueue(tx, paint, { payload: { colour: "red" } });
      throw new Error("no");
    });
    await expect(work).rejects.toThrow("no");
    expect(await claim()).toEqual([]);
  });

  test("tells listeners of this process after the commit, and not after a rollback", async () => {
    const heard: string[] = [];
    const stop = queue.onEnqueued(() => heard.push("enqueued"));
    await database.transaction(async (tx) => {
      await queue.enqueue(tx, paint, { payload: { colour: "red" } });
      expect(heard).toEqual([]);
    });
    expect(heard).toEqual(["enqueued"]);
    stop();
    await enqueue("blue");
    expect(heard).toEqual(["enqueued"]);
  });

  test("tells them of jobs that were added or hastened, and not where there were none", async () => {
    await enqueue("red", { job_key: "wall", run_at: later(5_000) });
    const heard: string[] = [];
    const stop = queue.onEnqueued(() => heard.push("called"));
    await enqueue("blue", { job_key: "wall" });
    await database.transaction((tx) => queue.hasten(tx, ["roof"]));
    expect(heard).toEqual([]);
    await database.transaction(async (tx) => {
      await queue.hasten(tx, ["wall"]);
      expect(heard).toEqual([]);
    });
    expect(heard).toEqual(["called"]);
    stop();
  });

  test("adds one job per key while that job waits or runs, and again once it has ended", async () => {
    expect(await enqueue("red", { job_key: "wall" })).toBe(true);
    expect(await enqueue("blue", { job_key: "wall" })).toBe(false);
    const job = await claimOne();
    expect(await enqueue("blue", { job_key: "wall" })).toBe(false);
    await complete(job);
    expect(await enqueue("green", { job_key: "wall" })).toBe(true);
    await fail(await claimOne(), false);
    expect(await enqueue("grey", { job_key: "wall" })).toBe(true);
  });

  test("of many adds those whose key is free, in order, past the size of one statement", async () => {
    await enqueue("before", { job_key: "key 1" });
    const jobs = Array.from({ length: 2_500 }, (_, index) => ({
      payload: { colour: `colour ${index}` },
      ...(index % 2 === 1 && { job_key: `key ${index}` }),
    }));
    const added = await database.transaction((tx) => queue.enqueueMany(tx, paint, jobs));
    expect(added).toBe(2_499);
    expect(colours(await claim(4))).toEqual(["before", "colour 0", "colour 2", "colour 3"]);
  });

  test("keeps what the job was given", async () => {
    await enqueue('re"d\n', {
      job_key: "wall",
      group_key: "org_1",
      priority: 3,
      max_attempts: 7,
      weight: 12,
    });
    expect(await claimOne()).toEqual({
      id: 1n,
      kind: "paint",
      payload: { colour: 're"d\n' },
      job_key: "wall",
      group_key: "org_1",
      priority: 3,
      weight: 12n,
      run_at: now,
      attempts: 1,
      max_attempts: 7,
      losses: 0,
      fence: 1n,
      last_error: null,
      created_at: now,
    });
  });
});

describe("claiming", () => {
  test("goes by priority, then by due time, then by age", async () => {
    await enqueue("third", { run_at: later(-1_000) });
    await enqueue("fourth");
    await enqueue("fifth");
    await enqueue("second", { run_at: later(-2_000) });
    await enqueue("first", { priority: 1 });
    await enqueue("last", { priority: -1, run_at: later(-9_000) });
    expect(colours(await claim())).toEqual(["first", "second", "third", "fourth", "fifth", "last"]);
  });

  test("leaves a job alone until its time", async () => {
    await enqueue("red", { run_at: later(5_000) });
    expect(await claim()).toEqual([]);
    pass(5_000);
    expect(colours(await claim())).toEqual(["red"]);
  });

  test("comes sooner for jobs that are hastened by their keys, and does nothing to those that run", async () => {
    await enqueue("red", { job_key: "wall", run_at: later(5_000) });
    await enqueue("blue", { job_key: "door", run_at: later(5_000) });
    await enqueue("green", { job_key: "roof" });
    expect(colours(await claim())).toEqual(["green"]);
    await database.transaction((tx) => queue.hasten(tx, ["wall", "roof", "gone"]));
    expect(colours(await claim())).toEqual(["red"]);
    pass(5_000);
    expect(colours(await claim())).toEqual(["blue"]);
  });

  test("takes of each kind no more than there is room for, and nothing of other kinds", async () => {
    await database.transaction((tx) =>
      queue.enqueueMany(tx, mail, [{ payload: { to: "a" } }, { payload: { to: "b" } }]),
    );
    await enqueue("red");
    await enqueue("blue");
    expect(colours(await claim())).toEqual(["red", "blue"]);
    const mails = await queue.claim(database, [
      { kind: "paint", free: 5 },
      { kind: "mail", free: 1 },
    ]);
    expect(mails.map((job) => job.payload)).toEqual([{ to: "a" }]);
  });

  test("takes no more of all kinds together than it is told to, and then what comes first of any", async () => {
    await database.transaction((tx) => queue.enqueue(tx, mail, { payload: { to: "a" } }));
    await enqueue("red", { priority: 1 });
    const rooms = [
      { kind: "mail", free: 5 },
      { kind: "paint", free: 5 },
    ];
    const claimed = await queue.claim(database, rooms, { limit: 1 });
    expect(claimed.map(({ kind }) => kind)).toEqual(["paint"]);
  });

  test("gives a job again when its lease has run out, with a higher fence", async () => {
    await enqueue("red");
    const first = await claimOne();
    pass(leaseMs - 1);
    expect(await claim()).toEqual([]);
    pass(1);
    const second = await claimOne();
    expect(second.id).toBe(first.id);
    expect(second.fence).toBeGreaterThan(first.fence);
    expect(second).toMatchObject({ attempts: 1, losses: 1 });
  });

  test("puts a job off that was lost three times in a row, each time for longer, and counts no attempt", async () => {
    await enqueue("red");
    await claimOne();
    pass(leaseMs);
    expect(await claimOne()).toMatchObject({ losses: 1 });
    pass(leaseMs);
    expect(await claimOne()).toMatchObject({ losses: 2 });
    const waits = [];
    for (const losses of [3, 4, 5]) {
      pass(leaseMs);
      expect(await claim()).toEqual([]);
      const { any: due } = await queue.nextDue(database, ["paint"], []);
      waits.push((due?.getTime() ?? 0) - now.getTime());
      pass(2 ** (losses - 3) * 1_250);
      expect(await claimOne()).toMatchObject({ losses, attempts: 1 });
    }
    expect(waits[0]).toBeGreaterThanOrEqual(750);
    expect(waits[1]).toBeGreaterThanOrEqual(1_500);
    expect(waits[2]).toBeGreaterThanOrEqual(3_000);
  });

  test("forgets losses once an attempt has come to an end", async () => {
    await enqueue("red", { max_attempts: 5 });
    await claimOne();
    pass(leaseMs);
    await fail(await claimOne());
    pass(3_000);
    expect(await claimOne()).toMatchObject({ attempts: 2, losses: 0 });
  });

  test("never gives a fence twice, not even to different jobs under one key", async () => {
    await enqueue("red", { job_key: "wall" });
    const first = await claimOne();
    await complete(first);
    await enqueue("red", { job_key: "wall" });
    expect((await claimOne()).fence).toBeGreaterThan(first.fence);
  });
});

describe("a lease", () => {
  test("is extended to its full length by a heartbeat", async () => {
    await enqueue("red");
    const job = await claimOne();
    pass(leaseMs - 1);
    expect(await queue.heartbeat(database, job)).toBe(true);
    pass(leaseMs - 1);
    expect(await claim()).toEqual([]);
    pass(1);
    expect(colours(await claim())).toEqual(["red"]);
  });

  test("is over for all jobs at once when their only process says so, and those that wait are left alone", async () => {
    await enqueue("red");
    await enqueue("blue");
    const first = await claimOne();
    await queue.endAllLeases(database);
    await expect(complete(first)).rejects.toBeInstanceOf(LeaseLost);
    expect(colours(await claim())).toEqual(["red", "blue"]);
  });

  test("that has run out can write nothing any more, even while nobody else has claimed the job", async () => {
    await enqueue("red");
    const job = await claimOne();
    pass(leaseMs);
    expect(await queue.heartbeat(database, job)).toBe(false);
    await expect(complete(job)).rejects.toBeInstanceOf(LeaseLost);
    await expect(fail(job)).rejects.toBeInstanceOf(LeaseLost);
    await expect(database.transaction((tx) => queue.release(tx, job))).rejects.toBeInstanceOf(
      LeaseLost,
    );
    expect(colours(await claim())).toEqual(["red"]);
  });

  test("that is extended within a transaction is lost with it when that rolls back", async () => {
    await enqueue("red");
    const job = await claimOne();
    pass(leaseMs - 1);
    const work = database.transaction(async (tx) => {
      expect(await queue.heartbeat(tx, job)).toBe(true);
      throw new Error("no");
    });
    await expect(work).rejects.toThrow("no");
    pass(1);
    expect(colours(await claim())).toEqual(["red"]);
  });

  test("of jobs that are completed at the same time in one transaction, those whose lease was lost are told so and the others are gone", async () => {
    for (const colour of ["red", "green", "blue"]) await enqueue(colour);
    const jobs = await claim();
    const results = await database.transaction((tx) =>
      Promise.allSettled(
        jobs.map((job, at) =>
          queue.complete(tx, at === 1 ? { ...job, fence: job.fence - 1n } : job),
        ),
      ),
    );
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(results[1]).toMatchObject({ reason: expect.any(LeaseLost) });
    expect(await queue.count(database)).toEqual([{ kind: "paint", state: "running", count: 1 }]);
  });

  test("that is lost can neither beat, complete, fail, reschedule nor release", async () => {
    await enqueue("red");
    const lost = await claimOne();
    pass(leaseMs);
    const held = await claimOne();
    expect(await queue.heartbeat(database, lost)).toBe(false);
    await expect(complete(lost)).rejects.toBeInstanceOf(LeaseLost);
    await expect(fail(lost)).rejects.toBeInstanceOf(LeaseLost);
    await expect(
      database.transaction((tx) => queue.reschedule(tx, lost, { run_at: now })),
    ).rejects.toBeInstanceOf(LeaseLost);
    await expect(database.transaction((tx) => queue.release(tx, lost))).rejects.toBeInstanceOf(
      LeaseLost,
    );
    await complete(held);
  });

  test("that is lost takes the rest of the caller's transaction with it", async () => {
    await enqueue("red");
    const lost = await claimOne();
    pass(leaseMs);
    await complete(await claimOne());
    const work = database.transaction(async (tx) => {
      await queue.enqueue(tx, mail, { payload: { to: "nobody" } });
      await queue.complete(tx, lost);
    });
    await expect(work).rejects.toBeInstanceOf(LeaseLost);
    expect(await queue.count(database)).toEqual([]);
  });

  test("ends once the job is settled: it cannot be settled twice", async () => {
    await enqueue("red");
    const job = await claimOne();
    await fail(job);
    await expect(complete(job)).rejects.toBeInstanceOf(LeaseLost);
    expect(await queue.heartbeat(database, job)).toBe(false);
  });
});

describe("settling", () => {
  test("a failed job waits for its next attempt, and is dead with its error after the last", async () => {
    await enqueue("red");
    expect(await fail(await claimOne())).toBe("waiting");
    expect(await claim()).toEqual([]);
    pass(3_000);
    const again = await claimOne();
    expect(again).toMatchObject({ attempts: 2, last_error: "Error: spilled" });
    expect(await fail(again)).toBe("dead");
    pass(1_000_000);
    expect(await claim()).toEqual([]);
    expect(await database.query(sql`select state, last_error from jobs`)).toEqual([
      { state: "dead", last_error: "Error: spilled" },
    ]);
  });

  test("a failure that no attempt could mend is the job's death at once", async () => {
    await enqueue("red");
    expect(await fail(await claimOne(), false)).toBe("dead");
  });

  test("an error of any length and with any character is kept as far as can be", async () => {
    await enqueue("red");
    const error = new Error(`\0${"x".repeat(5_000)}`);
    const job = await claimOne();
    await database.transaction((tx) =>
      queue.fail(tx, job, { error, isRetryable: true, retryDelayMs: 0 }),
    );
    const again = await claimOne();
    expect(again.last_error).toHaveLength(2_000);
  });

  test("a rescheduled job runs again at its time, with attempts anew and the payload it was given", async () => {
    await enqueue("red");
    const job = await claimOne();
    await database.transaction((tx) =>
      queue.reschedule(tx, job, { run_at: later(60_000), payload: { colour: "pink" } }),
    );
    pass(60_000);
    const again = await claimOne();
    expect(again).toMatchObject({ attempts: 1, payload: { colour: "pink" } });
    await database.transaction((tx) => queue.reschedule(tx, again, { run_at: now }));
    expect(colours([await claimOne()])).toEqual(["pink"]);
  });

  test("a released job is due at once, as if it had not been claimed", async () => {
    await enqueue("red");
    const job = await claimOne();
    await database.transaction((tx) => queue.release(tx, job));
    expect(await claimOne()).toMatchObject({ id: job.id, attempts: 1 });
  });

  test("the default wait doubles from one second and ends at five minutes, give or take a fifth", () => {
    for (const [attempt, ms] of [
      [1, 1_000],
      [2, 2_000],
      [5, 16_000],
      [30, 300_000],
    ] as const) {
      const delay = defaultRetryDelayMs(attempt);
      expect(delay).toBeGreaterThanOrEqual(ms * 0.8);
      expect(delay).toBeLessThanOrEqual(ms * 1.2);
    }
  });
});

describe("counting", () => {
  test("tells the jobs of each kind by state", async () => {
    await enqueue("dead");
    await fail(await claimOne(), false);
    await enqueue("running");
    await claimOne();
    await enqueue("waiting 1");
    await enqueue("waiting 2");
    await enqueue("scheduled", { run_at: later(1) });
    await database.transaction((tx) => queue.enqueue(tx, mail, { payload: { to: "a" } }));
    expect(await queue.count(database)).toEqual([
      { kind: "mail", state: "waiting", count: 1 },
      { kind: "paint", state: "dead", count: 1 },
      { kind: "paint", state: "running", count: 1 },
      { kind: "paint", state: "scheduled", count: 1 },
      { kind: "paint", state: "waiting", count: 2 },
    ]);
  });

  test("tells how many will be claimed before a waiting job", async () => {
    await enqueue("first", { priority: 1 });
    await enqueue("second");
    await enqueue("third", { job_key: "third" });
    await enqueue("fourth", { job_key: "fourth" });
    await enqueue("not due", { priority: 9, run_at: later(1) });
    expect(await queue.countAhead(database, "third")).toBe(2);
    expect(await queue.countAhead(database, "fourth")).toBe(3);
    await claim(3);
    expect(await queue.countAhead(database, "fourth")).toBe(0);
    expect(await queue.countAhead(database, "third")).toBeUndefined();
  });

  test("dead jobs are kept until they are deleted by age", async () => {
    await enqueue("red");
    await fail(await claimOne(), false);
    expect(await queue.deleteDead(database, now)).toBe(0);
    expect(await queue.deleteDead(database, later(1))).toBe(1);
    expect(await queue.count(database)).toEqual([]);
  });
});

test("without a clock of its own the queue goes by the database's", async () => {
  const plain = createQueue();
  await database.transaction(async (tx) => {
    await plain.enqueue(tx, mail, { payload: { to: "now" } });
    const tomorrow = new Date(Date.now() + 86_400_000);
    await plain.enqueue(tx, mail, { payload: { to: "tomorrow" }, run_at: tomorrow });
  });
  const jobs = await plain.claim(database, [{ kind: "mail", free: 5 }]);
  expect(jobs.map((job) => job.payload)).toEqual([{ to: "now" }]);
  expect(await plain.claim(database, [{ kind: "mail", free: 5 }])).toEqual([]);
});
