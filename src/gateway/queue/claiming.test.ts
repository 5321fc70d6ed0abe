import { describe, expect, test } from "vitest";
import {
  claim,
  claimOne,
  colours,
  complete,
  database,
  enqueue,
  fail,
  later,
  leaseMs,
  mail,
  now,
  pass,
  queue,
  prepareTestQueue,
} from "./test-queue.ts";

prepareTestQueue();

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
