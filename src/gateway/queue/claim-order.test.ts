import { describe, expect, test } from "vitest";
import type { Queryable } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import { claimJobs } from "./claim-jobs.ts";
import { claimSharedJobs } from "./claim-shared-jobs.ts";
import type { ClaimedJob } from "./job.ts";
import { claimedJob } from "./test-claimed-job.ts";

/** What an update returns, in whatever order: this one gives these rows. */
function returning(...rows: object[]): Queryable {
  return { query: async () => rows } as unknown as Queryable; // a claim asks for nothing else
}

const times = { now: sql`now()`, leaseNow: sql`now()`, leaseMs: 1_000 };
const running = (id: number, more: Partial<ClaimedJob> = {}) => ({
  ...claimedJob({ id: BigInt(id), ...more }),
  state: "running",
});
const putOff = { ...claimedJob({ id: 99n }), state: "waiting" };
const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 24, 10, 0, seconds));
const ids = (jobs: readonly ClaimedJob[]): number[] => jobs.map(({ id }) => Number(id));

describe("a claim gives its jobs", () => {
  const claim = (...rows: object[]) => claimJobs(returning(...rows), times, [], null);

  test("by priority first, then the longest due, then the oldest, in whatever order they were updated", async () => {
    const jobs = await claim(
      running(4, { run_at: at(2) }),
      running(7, { priority: -1, run_at: at(0) }),
      running(2, { priority: 5, run_at: at(9) }),
      running(6, { run_at: at(3) }),
      running(3, { run_at: at(1) }),
      running(5, { run_at: at(2) }),
      running(1, { priority: 9, run_at: at(9) }),
    );
    expect(ids(jobs)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(ids(await claim(running(2), running(3), running(1)))).toEqual([1, 2, 3]);
  });

  test("but for those that were put off, and says nothing of their state", async () => {
    expect(await claim(putOff, running(1))).toEqual([claimedJob({ id: 1n })]);
  });
});

describe("a claim by turns", () => {
  const room = { kind: "paint", free: { jobs: 1, weight: 1 }, running: new Map() };
  const claim = (...rows: object[]) => claimSharedJobs(returning(...rows), times, room, "a");

  test("gives the jobs that run, and where the next one goes on", async () => {
    expect(await claim({ ...running(1), seen_to: "m" }, { ...putOff, seen_to: "m" })).toEqual({
      jobs: [claimedJob({ id: 1n })],
      seenTo: "m",
    });
  });

  test("begins from the start again once it has found none", async () => {
    expect(await claim()).toEqual({ jobs: [], seenTo: "" });
  });
});
