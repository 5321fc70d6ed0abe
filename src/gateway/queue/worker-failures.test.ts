import { expect, test } from "vitest";
import * as z from "zod/mini";

import { DatabaseUnavailable } from "../database/database-error.ts";
import { sql } from "../database/sql.ts";
import { defineJob } from "./job.ts";
import { PayloadUnreadable } from "./job-handler.ts";
import type { JobWorker } from "./worker.ts";
import {
  database,
  enqueue,
  errors,
  leaseMs,
  mail,
  now,
  pass,
  prepareTestWorkers,
  queue,
  startPainter,
  states,
} from "./test-worker.ts";

prepareTestWorkers();

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
