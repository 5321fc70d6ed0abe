import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { NO_GROUP } from "./claim-shared-jobs.ts";
import { defineJob } from "./job.ts";
import { handleJob, type JobHandler, type JobHandling } from "./job-handler.ts";
import { roomsBeside, sharedRoomBeside } from "./job-rooms.ts";
import { claimedJob } from "./test-claimed-job.ts";

function handler(kind: string, handling: Partial<JobHandling<unknown>> = {}): JobHandler {
  const run = async (): Promise<void> => undefined;
  return handleJob(defineJob({ kind, payload: z.unknown() }), { run, ...handling });
}

const running = (...kinds: string[]) => kinds.map((kind) => claimedJob({ kind }));

describe("the room beside what runs", () => {
  const handlers = [handler("paint"), handler("mail", { concurrency: 2 }), handler("sweep")];

  test("is what each kind's handler takes, or what is usual", () => {
    expect(roomsBeside([], handlers, { concurrency: 4 })).toEqual([
      { kind: "paint", free: 4 },
      { kind: "mail", free: 2 },
      { kind: "sweep", free: 4 },
    ]);
  });

  test("is less by what runs of the kind, and a kind that has none is left out", () => {
    const jobs = running("paint", "paint", "paint", "mail", "mail");
    expect(roomsBeside(jobs, handlers, { concurrency: 4 })).toEqual([
      { kind: "paint", free: 1 },
      { kind: "sweep", free: 4 },
    ]);
  });

  test("is bounded for all kinds alike where that is asked for", () => {
    expect(roomsBeside(running("mail"), handlers, { concurrency: 4, most: 1 })).toEqual([
      { kind: "paint", free: 1 },
      { kind: "sweep", free: 1 },
    ]);
  });
});

describe("the room of a kind whose groups take turns", () => {
  const shared = handler("paint", { shared: { jobs: 4, weight: 100 } });
  const heavy = (group_key: string | null, weight: bigint) => claimedJob({ group_key, weight });

  test("is all of it where nothing of the kind runs", () => {
    expect(sharedRoomBeside(running("mail"), shared)).toEqual({
      kind: "paint",
      free: { jobs: 4, weight: 100 },
      running: new Map(),
    });
  });

  test("is less by what runs, which is told by group", () => {
    const jobs = [heavy("a", 10n), heavy("b", 5n), heavy("a", 20n), ...running("mail")];
    expect(sharedRoomBeside(jobs, shared)).toEqual({
      kind: "paint",
      free: { jobs: 1, weight: 65 },
      running: new Map([
        ["a", { jobs: 2, weight: 30 }],
        ["b", { jobs: 1, weight: 5 }],
      ]),
    });
  });

  test("counts jobs without a group as those of one group", () => {
    const room = sharedRoomBeside([heavy(null, 1n), heavy(null, 2n)], shared);
    expect(room?.running).toEqual(new Map([[NO_GROUP, { jobs: 2, weight: 3 }]]));
  });

  test("is none once as many run as may, and there is none of a kind without turns", () => {
    expect(sharedRoomBeside(running("paint", "paint", "paint", "paint"), shared)).toBeUndefined();
    expect(sharedRoomBeside([], handler("paint"))).toBeUndefined();
  });
});
