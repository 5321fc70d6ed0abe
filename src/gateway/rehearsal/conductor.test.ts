import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Conductor, type ConductedJobs } from "./conductor.ts";
import { LogicalTime } from "./logical-time.ts";
import { VirtualWaits } from "./virtual-waits.ts";

const HOUR = 3_600_000;
const never = new AbortController().signal;

interface Job {
  dueMs: number;
  name: string;
  isHousekeeping?: boolean;
}

let time: LogicalTime;
let conductor: Conductor;
let jobs: Job[];
let events: string[];

beforeEach(() => {
  jobs = [];
  events = [];
  time = new LogicalTime(0, async () => undefined);
  conductor = new Conductor({
    pace: 1_000_000_000,
    is_paused: false,
    time,
    waits: new VirtualWaits(),
    onError: (error) => events.push(String(error)),
  });
});
afterEach(() => conductor.end());

const note = (name: string): void => void events.push(`${time.nowMs} ${name}`);

/** Jobs in memory that end a turn of the event loop after they begin. */
const held: ConductedJobs = {
  async startNext() {
    const [next] = jobs.toSorted((left, right) => left.dueMs - right.dueMs);
    if (next === undefined || next.dueMs > time.nowMs) return undefined;
    jobs.splice(jobs.indexOf(next), 1);
    note(next.name);
    return { ended: new Promise((resolve) => setImmediate(resolve)) };
  },
  async nextDue() {
    const dates = (some: Job[]): Date | null =>
      some.length === 0 ? null : new Date(Math.min(...some.map(({ dueMs }) => dueMs)));
    return { any: dates(jobs), awaited: dates(jobs.filter((job) => job.isHousekeeping !== true)) };
  },
};

describe("a conductor", () => {
  test("does what is due before it gives a request its turn, and nothing during one", async () => {
    jobs.push({ dueMs: 0, name: "first" }, { dueMs: 0, name: "second" });
    conductor.start(held);
    const leave = await conductor.takeTurn();
    note("request");
    jobs.push({ dueMs: 0, name: "made by the request" });
    await new Promise((resolve) => setImmediate(resolve));
    leave();
    (await conductor.takeTurn())();
    expect(events).toEqual(["0 first", "0 second", "0 request", "0 made by the request"]);
  });

  test("does housekeeping at its time on the way, and does not go on for its sake", async () => {
    jobs.push({ dueMs: HOUR, name: "sweep", isHousekeeping: true });
    jobs.push({ dueMs: 5 * HOUR, name: "later sweep", isHousekeeping: true });
    conductor.start(held);
    await conductor.wait(2 * HOUR, never);
    note("waited");
    (await conductor.takeTurn())();
    expect(events).toEqual([`${HOUR} sweep`, `${2 * HOUR} waited`]);
    expect(time.nowMs).toBe(2 * HOUR);
  });

  test("lets time pass while it is paused to the very end, each event at its moment", async () => {
    conductor.change({ pace: 1, is_paused: true });
    conductor.start(held);
    jobs.push({ dueMs: 30, name: "job" });
    void conductor.wait(20, never).then(() => note("wait"));
    void conductor.wait(200, never).then(() => note("too late"));
    await conductor.advance(100);
    expect([time.nowMs, ...events]).toEqual([100, "20 wait", "30 job"]);
  });

  test("lets everybody go when it ends", async () => {
    conductor.change({ pace: 1, is_paused: true });
    const passing = conductor.advance(HOUR);
    const turn = conductor.takeTurn();
    conductor.end();
    await passing;
    (await turn)();
    (await conductor.takeTurn())();
    expect(time.nowMs).toBe(0);
  });
});
