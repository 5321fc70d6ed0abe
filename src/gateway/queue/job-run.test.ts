import { expect, describe, test } from "vitest";
import * as z from "zod/mini";
import type { Database, Transaction } from "../database/database.ts";
import { DatabaseUnavailable } from "../database/database-error.ts";
import { type ClaimedJob, defineJob, LeaseLost } from "./job.ts";
import { type JobContext, type JobHandling, handleJob, PayloadUnreadable } from "./job-handler.ts";
import { JobRun, WorkerStopped } from "./job-run.ts";
import { JobNeverEnded } from "./losses.ts";
import { createQueue, type Queue } from "./queue.ts";
import { claimedJob } from "./test-claimed-job.ts";

type Payload = { colour: string };
const paint = defineJob({
  kind: "paint",
  payload: z.object({ colour: z.string() }),
  retryDelayMs: (attempt) => attempt * 100,
});

/** A run of a job whose queue notes what is asked of it, in transactions that commit, and holds the lease until told otherwise. */
function running(handling: JobHandling<Payload>, job: ClaimedJob = claimedJob()) {
  const asked: unknown[] = [];
  const errors: unknown[] = [];
  const state = { isHeld: true, failsAs: "waiting" as "waiting" | "dead" };
  const ask = async (...what: unknown[]): Promise<void> => {
    if (!state.isHeld) throw new LeaseLost(job);
    asked.push(what.length === 1 ? what[0] : what);
  };
  const queue: Queue = {
    ...createQueue({ leaseMs: 60_000 }),
    heartbeat: async () => state.isHeld,
    complete: () => ask("complete"),
    completeAlone: () => ask("complete alone"),
    release: () => ask("release"),
    lose: () => ask("lose"),
    reschedule: (_tx, _lease, again) => ask("reschedule", again),
    fail: async (_tx, _job, failure) => {
      await ask("fail", failure);
      return state.failsAs;
    },
  };
  const database = {
    async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
      const committed: (() => void)[] = [];
      const tx = { afterCommit: (callback: () => void) => committed.push(callback) };
      const result = await work(tx as unknown as Transaction); // all that a run uses of one
      for (const callback of committed) callback();
      return result;
    },
  } as unknown as Database; // a run begins transactions and does nothing else with it
  const onError = (error: unknown, of?: ClaimedJob) => errors.push([error, of === job]);
  const setup = { database, queue, onError };
  const run = new JobRun(setup, handleJob(paint, handling), job, performance.now());
  return { run, asked, errors, state, database };
}

const failure = (error: unknown, isRetryable: boolean, retryDelayMs = 100) => [
  "fail",
  { error, isRetryable, retryDelayMs },
];
const nothing = async (): Promise<void> => undefined;

describe("a run of a job", () => {
  test("completes it when its handler has not settled it, and not once more when that has", async () => {
    const left = running({ run: nothing });
    await left.run.run();
    expect([left.asked, left.errors]).toEqual([["complete alone"], []]);
    const settled = running({ run: ({ complete }) => settled.database.transaction(complete) });
    await settled.run.run();
    expect([settled.asked, settled.errors]).toEqual([["complete"], []]);
  });

  test("settles it as its handler says: again at a time, or failed, to be tried again unless that is no use", async () => {
    const again = { run_at: new Date(0), payload: { colour: "blue" } };
    const of = (settle: (context: JobContext<Payload>, tx: Transaction) => Promise<unknown>) => {
      const one = running({
        run: async (context) => void (await one.database.transaction((tx) => settle(context, tx))),
      });
      return one;
    };
    const all = [
      of(({ reschedule }, tx) => reschedule(tx, again)),
      of(({ fail }, tx) => fail(tx, "dry")),
      of(({ fail }, tx) => fail(tx, "dry", { isRetryable: true })),
      of(({ fail }, tx) => fail(tx, "dry", { isRetryable: false })),
    ];
    for (const { run } of all) await run.run();
    expect(all.map(({ asked }) => asked)).toEqual([
      [["reschedule", again]],
      [failure("dry", true)],
      [failure("dry", true)],
      [failure("dry", false)],
    ]);
  });

  test("fails it when its handler throws, with the wait of its attempt, and tells of that", async () => {
    const spilled = new Error("spilled");
    const { run, asked, errors } = running(
      { run: () => Promise.reject(spilled) },
      claimedJob({ attempts: 3 }),
    );
    await run.run();
    expect(asked).toEqual([failure(spilled, true, 300)]);
    expect(errors).toEqual([[spilled, true]]);
  });

  test("tells the handler of a death, and of nothing less", async () => {
    for (const failsAs of ["waiting", "dead"] as const) {
      const dead: unknown[] = [];
      const one = running({
        run: () => Promise.reject(new Error("spilled")),
        onDead: async (_tx, job, error) => void dead.push([job.payload, String(error)]),
      });
      one.state.failsAs = failsAs;
      await one.run.run();
      expect(dead).toEqual(failsAs === "dead" ? [[{ colour: "red" }, "Error: spilled"]] : []);
    }
  });

  test("of a payload that cannot be read is not begun, nor tried again", async () => {
    const { run, asked } = running({ run: nothing }, claimedJob({ payload: 7 }));
    await run.run();
    expect(asked).toEqual([failure(expect.any(PayloadUnreadable), false)]);
  });

  test("is not begun once as many have been lost as its kind allows", async () => {
    const begun: number[] = [];
    const handling = { run: async ({ job }: JobContext<Payload>) => void begun.push(job.losses) };
    const last = running(handling, claimedJob({ losses: 19 }));
    await last.run.run();
    const lost = running(handling, claimedJob({ losses: 20 }));
    await lost.run.run();
    expect([begun, last.asked]).toEqual([[19], ["complete alone"]]);
    expect(lost.asked).toEqual([failure(expect.any(JobNeverEnded), false)]);
    expect(lost.errors).toMatchObject([
      [
        {
          name: "JobNeverEnded",
          message: "It was begun 20 times and never came to an end: its process died or stalled.",
        },
        true,
      ],
    ]);
  });

  test("that the database was away from is lost, which is no attempt", async () => {
    const away = new DatabaseUnavailable("The server restarts.");
    const { run, asked, errors } = running({ run: () => Promise.reject(away) });
    await run.run();
    expect([asked, errors]).toEqual([["lose"], [[away, true]]]);
  });

  test("never rejects: what its settlement fails of is told as well", async () => {
    const spilled = new Error("spilled");
    const one = running({ run: () => Promise.reject(spilled) });
    const broken = new Error("the disk is full");
    one.database.transaction = () => Promise.reject(broken);
    await one.run.run();
    expect(one.errors).toEqual([
      [spilled, true],
      [broken, true],
    ]);
  });
});

describe("a run that is stopped", () => {
  test("gives its job back as if it had not been claimed, and tells nobody", async () => {
    const reasons: unknown[] = [];
    const one = running({
      run: async ({ signal }) => {
        one.run.stop();
        reasons.push(signal.reason);
        signal.throwIfAborted();
      },
    });
    await one.run.run();
    expect([one.asked, one.errors]).toEqual([["release"], []]);
    expect(reasons).toMatchObject([{ name: "WorkerStopped", message: "The worker is stopping." }]);
    expect(reasons[0]).toBeInstanceOf(WorkerStopped);
  });

  test("gives it back as well when its handler has heard nothing of that and is through", async () => {
    const one = running({ run: async () => one.run.stop() });
    await one.run.run();
    expect([one.asked, one.errors]).toEqual([["release"], []]);
  });

  test("before its handler was begun does not begin it", async () => {
    const begun: string[] = [];
    const one = running({ run: async () => void begun.push("begun") });
    one.run.stop();
    await one.run.run();
    expect([begun, one.asked]).toEqual([[], ["release"]]);
  });

  test("after its job was settled settles nothing more", async () => {
    const one = running({
      run: async ({ complete, signal }) => {
        await one.database.transaction(complete);
        one.run.stop();
        signal.throwIfAborted();
      },
    });
    await one.run.run();
    expect(one.asked).toEqual(["complete"]);
  });
});

describe("a run whose lease is lost", () => {
  const lost = new LeaseLost(claimedJob());

  test.each<[string, (context: JobContext<Payload>, tx: Transaction) => Promise<unknown>]>([
    ["beats", ({ heartbeat }) => heartbeat()],
    ["holds it", ({ hold }, tx) => hold(tx)],
    ["completes", ({ complete }, tx) => complete(tx)],
    ["fails", ({ fail }, tx) => fail(tx, "dry")],
    ["reschedules", ({ reschedule }, tx) => reschedule(tx, { run_at: new Date(0) })],
  ])("hears so when its handler %s, by its signal too, and settles nothing", async (_how, act) => {
    const heard: unknown[] = [];
    const one = running({
      run: async (context) => {
        one.state.isHeld = false;
        const acting = one.database.transaction((tx) => act(context, tx));
        heard.push(await acting.catch((error: unknown) => error), context.signal.reason);
        // Back again, as far as the queue can tell: it is too late.
        one.state.isHeld = true;
        await one.database.transaction((tx) => act(context, tx));
      },
    });
    await one.run.run();
    expect(heard).toEqual([lost, lost]);
    expect([one.asked, one.errors]).toEqual([[], [[lost, true]]]);
  });

  test("settles nothing when its handler is through without having heard", async () => {
    const one = running({ run: async () => void (one.state.isHeld = false) });
    await one.run.run();
    expect([one.asked, one.errors]).toEqual([[], [[lost, true]]]);
  });

  test("goes on while it is held", async () => {
    const one = running({
      run: async ({ heartbeat, hold, fence, signal }) => {
        await heartbeat();
        await one.database.transaction(hold);
        expect([fence, signal.aborted]).toEqual([1n, false]);
      },
    });
    await one.run.run();
    expect([one.asked, one.errors]).toEqual([["complete alone"], []]);
  });
});
