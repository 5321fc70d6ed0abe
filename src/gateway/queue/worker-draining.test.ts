import { describe, expect, test } from "vitest";

import { sql } from "../database/sql.ts";
import { type ClaimedJob } from "./job.ts";
import { handleJob } from "./job-handler.ts";
import { WorkerStopped } from "./job-run.ts";
import {
  aborted,
  database,
  enqueue,
  errors,
  paint,
  prepareTestWorkers,
  queue,
  signalled,
  startPainter,
  startWorker,
  states,
} from "./test-worker.ts";

prepareTestWorkers();

describe("draining", () => {
  test("lets running handlers finish and begins no others", async () => {
    const started = signalled();
    const goOn = signalled();
    const worker = startWorker({
      concurrency: 1,
      handlers: [
        handleJob(paint, {
          run: async () => {
            started.resolve();
            await goOn.promise;
          },
        }),
      ],
    });
    await enqueue("red", "blue");
    await started.promise;
    const drained = worker.drain();
    goOn.resolve();
    expect(await drained).toBe(0);
    expect(await states()).toEqual(["waiting"]);
    await enqueue("green");
    expect(await states()).toEqual(["waiting", "waiting"]);
  });

  test("aborts handlers that take too long, and gives their jobs back without counting the attempt", async () => {
    const started = signalled();
    const reason = signalled<unknown>();
    const worker = startPainter({
      run: async ({ signal }) => {
        started.resolve();
        reason.resolve(await aborted(signal));
        signal.throwIfAborted();
      },
    });
    await enqueue("red");
    await started.promise;
    expect(await worker.drain({ finishMs: 0 })).toBe(0);
    expect(await reason.promise).toBeInstanceOf(WorkerStopped);
    const rows = await database.query<Partial<ClaimedJob>>(sql`select state, attempts from jobs`);
    expect(rows).toEqual([{ state: "waiting", attempts: 0 }]);
    expect(errors).toEqual([]);
  });

  test("gives back what a claim brings that was under way when draining began", async () => {
    const claimed = signalled();
    const answered = signalled();
    let runs = 0;
    const worker = startWorker({
      queue: {
        ...queue,
        claim: async (...args: Parameters<typeof queue.claim>) => {
          const jobs = await queue.claim(...args);
          if (jobs.length > 0) {
            claimed.resolve();
            await answered.promise;
          }
          return jobs;
        },
      },
      handlers: [handleJob(paint, { run: async () => void (runs += 1) })],
    });
    await enqueue("red");
    await claimed.promise;
    const drained = worker.drain();
    answered.resolve();
    expect(await drained).toBe(0);
    expect(runs).toBe(0);
    const rows = await database.query<Partial<ClaimedJob>>(sql`select state, attempts from jobs`);
    expect(rows).toEqual([{ state: "waiting", attempts: 0 }]);
    expect(errors).toEqual([]);
  });

  test("does not wait for handlers that ignore their signal, and counts them", async () => {
    const started = signalled();
    const never = signalled();
    const worker = startPainter({
      run: async () => {
        started.resolve();
        await never.promise;
      },
    });
    await enqueue("red");
    await started.promise;
    expect(await worker.drain({ finishMs: 0, abortMs: 0 })).toBe(1);
    never.resolve();
    await worker.drain();
    expect(await states()).toEqual(["waiting"]);
  });
});
