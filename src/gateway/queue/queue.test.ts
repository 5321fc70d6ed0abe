import { describe, expect, test } from "vitest";
import { createQueue } from "./queue.ts";
import {
  claim,
  claimOne,
  colours,
  complete,
  database,
  enqueue,
  fail,
  later,
  mail,
  now,
  paint,
  queue,
  prepareTestQueue,
} from "./test-queue.ts";

prepareTestQueue();

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
