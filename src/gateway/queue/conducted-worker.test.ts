import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import type { PgliteDatabase } from "../database/pglite-database.ts";
import { createTestDatabase, emptyTestDatabase } from "../database/test-database.ts";
import { defineJob } from "./job.ts";
import { handleJob } from "./job-handler.ts";
import { createQueue } from "./queue.ts";
import { createWorker, type JobWorker } from "./worker.ts";

const payload = z.object({ name: z.string() });
const paint = defineJob({ kind: "paint", payload });
const sweep = defineJob({ kind: "sweep", payload, isHousekeeping: true });

const START = new Date("2026-11-24T10:00:00Z");
const after = (ms: number): Date => new Date(START.getTime() + ms);
let now: Date;
let database: PgliteDatabase;
let worker: JobWorker;
let isConducted: boolean;
let begun: string[];
const queue = createQueue({ clock: () => now, leaseClock: () => undefined });

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  now = START;
  isConducted = true;
  begun = [];
  await emptyTestDatabase(database);
  const note = async (name: string): Promise<void> => void begun.push(name);
  worker = createWorker({
    database,
    queue,
    handlers: [
      handleJob(paint, { run: ({ job }) => note(job.payload.name) }),
      handleJob(sweep, { run: ({ job }) => note(job.payload.name) }),
    ],
    isConducted: () => isConducted,
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

describe("a conducted worker", () => {
  test("begins nothing by itself, and what it is told to in one order over all kinds", async () => {
    await enqueue(paint, "third");
    await enqueue(sweep, "second", { run_at: after(-1) });
    await enqueue(paint, "first", { priority: 5 });
    await enqueue(paint, "not due", { run_at: after(1) });
    for (let step = await worker.startNext(); step; step = await worker.startNext()) {
      await step.ended;
    }
    expect(begun).toEqual(["first", "second", "third"]);
    expect(await worker.nextDue()).toEqual({ any: after(1), awaited: after(1) });
  });

  test("says when housekeeping is due apart from what somebody waits for, rounded up to what a Date can say", async () => {
    await enqueue(sweep, "sweeping", { run_at: after(10) });
    expect(await worker.nextDue()).toEqual({ any: after(10), awaited: null });
    await enqueue(paint, "painting", { run_at: after(20) });
    expect(await worker.nextDue()).toEqual({ any: after(10), awaited: after(20) });
  });

  test("stops and gives back what runs when it is halted, and claims nothing until the work is done", async () => {
    isConducted = false;
    await enqueue(paint, "one");
    await worker.halt(async () => {
      await enqueue(paint, "two");
      expect(await worker.startNext()).toBeUndefined();
    });
    await worker.whenIdle();
    expect(begun).toEqual(["one", "two"]);
  });
});
