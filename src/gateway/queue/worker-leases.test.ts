import { expect, test } from "vitest";

import { sql } from "../database/sql.ts";
import { LeaseLost } from "./job.ts";
import { handleJob, type JobContext } from "./job-handler.ts";
import { createQueue } from "./queue.ts";
import {
  aborted,
  database,
  enqueue,
  errors,
  leaseMs,
  mail,
  now,
  paint,
  pass,
  type Payload,
  prepareTestWorkers,
  queue,
  signalled,
  startPainter,
  startWorker,
} from "./test-worker.ts";

prepareTestWorkers();

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
