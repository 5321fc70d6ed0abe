import { expect, test } from "vitest";
import * as z from "zod/mini";
import type { Transaction } from "../database/database.ts";
import { defineJob } from "./job.ts";
import { handleJob, PayloadUnreadable, type JobControls } from "./job-handler.ts";
import { claimedJob } from "./test-claimed-job.ts";

const paint = defineJob({ kind: "paint", payload: z.object({ colour: z.string() }) });
const controls = { fence: 7n } as JobControls; // all that these handlers use of them
const tx = {} as Transaction; // handed on, never used
const unreadable = claimedJob({ id: 5n, payload: { colour: 5 } });

test("a handler gets its job with the payload read, and what it can do with it", async () => {
  const seen: unknown[] = [];
  const handler = handleJob(paint, {
    concurrency: 3,
    shared: { jobs: 2, weight: 10 },
    run: async ({ job, fence }) => void seen.push([job.payload.colour, job.id, fence]),
  });
  await handler.run(claimedJob({ id: 9n }), controls);
  expect(seen).toEqual([["red", 9n, 7n]]);
  expect(handler).toMatchObject({
    kind: "paint",
    concurrency: 3,
    shared: { jobs: 2, weight: 10 },
    isHousekeeping: false,
    maxLosses: 20,
    retryDelayMs: paint.retryDelayMs,
  });
});

test("a payload that is not of its kind is not run: the failure names the job and says what is wrong with it", async () => {
  const seen: unknown[] = [];
  const handler = handleJob(paint, { run: async ({ job }) => void seen.push(job) });
  const failure = await handler.run(unreadable, controls).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(PayloadUnreadable);
  expect(failure).toMatchObject({
    name: "PayloadUnreadable",
    message: "The payload of paint job 5 cannot be read.",
    cause: { issues: [{ path: ["colour"] }] },
  });
  expect(seen).toEqual([]);
});

test("a dead job's handler is told why it died, but not of a payload that cannot be read", async () => {
  const told: unknown[] = [];
  const handler = handleJob(paint, {
    run: async () => undefined,
    onDead: async (given, job, error) => void told.push([given === tx, job.payload, error]),
  });
  const error = new Error("the wall is gone");
  await handler.bury(tx, claimedJob(), error);
  await handler.bury(tx, unreadable, new PayloadUnreadable("cannot be read"));
  expect(told).toEqual([[true, { colour: "red" }, error]]);
});

test("a handler that wants to know nothing of dead jobs is left in peace", async () => {
  const handler = handleJob(paint, { run: async () => undefined });
  expect(await handler.bury(tx, claimedJob(), new Error("gone"))).toBeUndefined();
});
