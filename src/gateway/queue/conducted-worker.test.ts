import { once } from "node:events";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import type { Database } from "../database/database.ts";
import { createTestDatabase, emptyTestDatabase } from "../database/test-database.ts";
import { defineJob } from "./job.ts";
import { handleJob } from "./job-handler.ts";
import { createQueue } from "./queue.ts";
import { createWorker, type JobWorker } from "./worker.ts";

const payload = z.object({ name: z.string() });
const paint = defineJob({ kind: "paint", payload });
const sweep = defineJob({ kind: "sweep", payload, isHousekeeping: true });

/** A job of this name ends by being stopped alone, the first time. */
const HELD = "held";
const START = new Date("2026-11-24T10:00:00Z");
const after = (ms: number): Date => new Date(START.getTime() + ms);
let now: Date;
let database: Database;
let worker: JobWorker;
let begun: string[];
const queue = createQueue({ clock: () => now, leaseClock: () => undefined });

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  now = START;
  begun = [];
  await emptyTestDatabase(database);
  const note = async (name: string): Promise<void> => void begun.push(name);
  worker = createWorker({
    database,
    queue,
    handlers: [
      handleJob(paint, {
        async run({ job, signal }) {
          await note(job.payload.name);
          if (job.payload.name === HELD && begun.length === 1) await once(signal, "abort");
        },
      }),
      handleJob(sweep, { run: ({ job }) => note(job.payload.name) }),
    ],
    isConducted: () => true,
    onError: (error) => {
      throw error;
    },
  });
  worker.start();
});
afterEach(() => worker.drain());
afterAll(() => database.close());

const enqueue = (
  kind: typeof paint,
  name: string,
  job: { run_at?: Date; priority?: number } = {},
) => database.transaction((tx) => queue.enqueue(tx, kind, { payload: { name }, ...job }));

async function runAll(): Promise<void> {
  for (let step = await worker.startNext(); step; step = await worker.startNext()) await step.ended;
}

describe("a conducted worker", () => {
  test("begins nothing by itself, and what it is told to in one order over all kinds", async () => {
    await enqueue(paint, "third");
    await enqueue(sweep, "second", { run_at: after(-1) });
    await enqueue(paint, "first", { priority: 5 });
    await enqueue(paint, "not due", { run_at: after(1) });
    await runAll();
    expect(begun).toEqual(["first", "second", "third"]);
    expect(await worker.nextDue()).toEqual({ any: after(1), awaited: after(1) });
  });

  test("says when housekeeping is due apart from what somebody waits for, rounded up to what a Date can say", async () => {
    await enqueue(sweep, "sweeping", { run_at: after(10) });
    expect(await worker.nextDue()).toEqual({ any: after(10), awaited: null });
    await enqueue(paint, "painting", { run_at: after(20) });
    expect(await worker.nextDue()).toEqual({ any: after(10), awaited: after(20) });
  });

  test("stops and gives back what runs when it is halted, and begins nothing until the work is done", async () => {
    await enqueue(paint, HELD);
    await worker.startNext();
    await worker.halt(async () => {
      await enqueue(paint, "after");
      expect(await worker.startNext()).toBeUndefined();
    });
    await runAll();
    expect(begun).toEqual([HELD, HELD, "after"]);
  });
});
