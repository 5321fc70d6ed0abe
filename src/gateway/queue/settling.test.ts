import { describe, expect, test } from "vitest";
import type { Database } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import { defaultRetryDelayMs } from "./job.ts";
import {
  claim,
  claimOne,
  colours,
  database,
  enqueue,
  fail,
  later,
  now,
  pass,
  queue,
  prepareTestQueue,
} from "./test-queue.ts";

prepareTestQueue();

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

  test("jobs that are completed alone while others are share transactions, and a lost lease is one job's affair", async () => {
    for (const colour of ["red", "green", "blue"]) await enqueue(colour);
    const jobs = await claim();
    const [red, ...others] = jobs;
    if (red === undefined) throw new Error("There are three jobs.");
    await database.transaction((tx) => queue.release(tx, red));
    let transactions = 0;
    const counting: Database = {
      engine: database.engine,
      query: (statement) => database.query(statement),
      transaction: (work) => {
        transactions += 1;
        return database.transaction(work);
      },
      close: () => database.close(),
    };
    const ends = await Promise.allSettled(jobs.map((job) => queue.completeAlone(counting, job)));
    expect(ends).toMatchObject([
      { status: "rejected", reason: { name: "LeaseLost" } },
      ...others.map(() => ({ status: "fulfilled" })),
    ]);
    expect(transactions).toBe(1);
    expect(colours(await claim())).toEqual(["red"]);
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
