import { describe, expect, test, vi } from "vitest";

import { handleJob, type JobHandling } from "./job-handler.ts";
import { createWorker } from "./worker.ts";
import {
  database,
  enqueue,
  errors,
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
  states,
} from "./test-worker.ts";

prepareTestWorkers();

describe("running", () => {
  test("an enqueue in this process is run without waiting for a poll, and the job is gone after it", async () => {
    const ran = signalled<string>();
    const worker = startPainter({ run: async ({ job }) => ran.resolve(job.payload.colour) });
    await worker.whenIdle();
    await enqueue("red");
    expect(await ran.promise).toBe("red");
    await worker.whenIdle();
    expect(await states()).toEqual([]);
    expect(errors).toEqual([]);
  });

  test.each([
    [2, 1],
    [40, 2],
  ])("of %i shared jobs all are begun by %i looks", async (jobs, looks) => {
    let looked = 0;
    const counted: typeof queue = {
      ...queue,
      claimShared: async (...asked) => {
        looked += 1;
        return await queue.claimShared(...asked);
      },
    };
    const end = signalled();
    let begun = 0;
    const run = async (): Promise<void> => {
      begun += 1;
      await end.promise;
    };
    const handlers = [handleJob(paint, { shared: { jobs: 64, weight: 64 }, run })];
    const worker = startWorker({ handlers, queue: counted });
    await worker.whenIdle();
    looked = 0;
    await database.transaction((tx) =>
      queue.enqueueMany(
        tx,
        paint,
        Array.from({ length: jobs }, (_, at) => ({
          payload: { colour: "red" },
          group_key: `org ${at}`,
        })),
      ),
    );
    await vi.waitUntil(() => begun === jobs && looked >= looks);
    // A further look would have come before these: it asks the database first.
    await queue.count(database);
    await queue.count(database);
    expect(looked).toBe(looks);
    end.resolve();
    await worker.whenIdle();
  });

  test("a job settled in the handler's transaction commits with what else is in it", async () => {
    const worker = startPainter({
      run: async ({ complete }) =>
        database.transaction(async (tx) => {
          await queue.enqueue(tx, mail, { payload: { colour: "done" } });
          await complete(tx);
        }),
    });
    await enqueue("red");
    await worker.whenIdle();
    expect(await queue.count(database)).toEqual([{ kind: "mail", state: "waiting", count: 1 }]);
  });

  test("a transaction that rolls back leaves the job unsettled, and its failure is retried", async () => {
    const worker = startPainter({
      run: async ({ complete }) =>
        database.transaction(async (tx) => {
          await complete(tx);
          throw new Error("spilled");
        }),
    });
    await enqueue("red");
    await worker.whenIdle();
    expect(await states()).toEqual(["waiting"]);
    expect(errors).toMatchObject([{ message: "spilled" }]);
  });

  test("a rescheduled job runs again at its time with its new payload", async () => {
    const seen: string[] = [];
    const worker = startPainter({
      run: async ({ job, reschedule }) => {
        seen.push(job.payload.colour);
        if (job.payload.colour === "second coat") return;
        const run_at = new Date(now.getTime() + 500);
        await database.transaction((tx) =>
          reschedule(tx, { run_at, payload: { colour: "second coat" } }),
        );
      },
    });
    await enqueue("first coat");
    await worker.whenIdle();
    expect(seen).toEqual(["first coat"]);
    pass(500);
    await worker.whenIdle();
    expect(seen).toEqual(["first coat", "second coat"]);
    expect(await states()).toEqual([]);
  });

  test("two workers over 200 jobs run each job exactly once", async () => {
    const runs: string[] = [];
    const colours = Array.from({ length: 200 }, (_, index) => `colour ${index}`);
    await enqueue(...colours);
    const handling: JobHandling<Payload> = {
      concurrency: 7,
      run: async ({ job, complete }) => {
        runs.push(job.payload.colour);
        await database.transaction(complete);
      },
    };
    await Promise.all([startPainter(handling).whenIdle(), startPainter(handling).whenIdle()]);
    expect(runs.toSorted()).toEqual(colours.toSorted());
    expect(await states()).toEqual([]);
    expect(errors).toEqual([]);
  });

  test("a kind that fills its own room does not keep another kind from running", async () => {
    const release = signalled();
    const mailed = signalled();
    let running = 0;
    let most = 0;
    const worker = startWorker({
      handlers: [
        handleJob(paint, {
          concurrency: 2,
          run: async () => {
            running += 1;
            most = Math.max(most, running);
            await release.promise;
            running -= 1;
          },
        }),
        handleJob(mail, { run: async () => mailed.resolve() }),
      ],
    });
    await enqueue("1", "2", "3", "4", "5");
    await database.transaction((tx) => queue.enqueue(tx, mail, { payload: { colour: "red" } }));
    await mailed.promise;
    release.resolve();
    await worker.whenIdle();
    expect(most).toBe(2);
    expect(await states()).toEqual([]);
  });

  test("the end of a run has its own kind looked for again, and no other", async () => {
    const seen: string[][] = [];
    const painted = signalled();
    const worker = startWorker({
      queue: {
        ...queue,
        claim: async (from, rooms, options) => {
          seen.push(rooms.map(({ kind }) => kind));
          return await queue.claim(from, rooms, options);
        },
      },
      handlers: [
        handleJob(paint, {
          concurrency: 1,
          run: async ({ job }) => void (job.payload.colour === "blue" && painted.resolve()),
        }),
        handleJob(mail, { run: async () => undefined }),
      ],
    });
    await worker.whenIdle();
    seen.length = 0;
    await enqueue("red", "green", "blue");
    await painted.promise;
    expect(seen).toEqual([["paint", "mail"], ["paint"], ["paint"]]);
  });

  test("a claim that could not look at all that there is room for is followed by another one", async () => {
    const COUNT = 90;
    let begun = 0;
    const haveBegun = signalled();
    startWorker({
      handlers: [
        handleJob(paint, {
          shared: { jobs: 2 * COUNT, weight: 1, mostOfAGroup: COUNT },
          run: async () => {
            begun += 1;
            if (begun === COUNT) haveBegun.resolve();
            await haveBegun.promise;
          },
        }),
      ],
    });
    await enqueue(...Array.from({ length: COUNT }, (_, at) => `colour ${at}`));
    await haveBegun.promise;
  });

  test("two handlers of one kind are refused", () => {
    const handler = handleJob(paint, { run: async () => undefined });
    const onError = () => undefined;
    const create = () => createWorker({ database, queue, onError, handlers: [handler, handler] });
    expect(create).toThrow("share one kind");
  });
});

test("an error of the database while claiming is reported and does not end the worker", async () => {
  let isBroken = true;
  const flaky = {
    ...queue,
    claim: async (...args: Parameters<typeof queue.claim>) => {
      if (isBroken) throw new Error("unreachable");
      return await queue.claim(...args);
    },
  };
  const failed = signalled();
  const ran = signalled();
  const worker = startWorker({
    queue: flaky,
    onError: () => failed.resolve(),
    handlers: [handleJob(paint, { run: async () => ran.resolve() })],
  });
  await failed.promise;
  isBroken = false;
  await enqueue("red");
  await ran.promise;
  await worker.whenIdle();
});
