import { describe, expect, test } from "vitest";
import { LeaseLost } from "./job.ts";
import {
  claim,
  claimOne,
  colours,
  complete,
  database,
  enqueue,
  fail,
  leaseMs,
  mail,
  now,
  pass,
  queue,
  prepareTestQueue,
} from "./test-queue.ts";

prepareTestQueue();

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
