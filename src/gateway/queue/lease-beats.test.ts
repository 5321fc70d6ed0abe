import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Database } from "../database/database.ts";
import { LeaseLost } from "./job.ts";
import { LeaseKeeper } from "./lease-keeper.ts";
import { createQueue } from "./queue.ts";

const leaseMs = 900;
const lease = { id: 1n, fence: 2n };
const never = new Promise<boolean>(() => undefined);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A keeper whose heartbeats are answered one after the other as is said, the last answer for all after it. */
function keeping(answers: ((askedAtMs: number) => Promise<boolean>)[], askedAgoMs = 0) {
  const startedMs = performance.now();
  const seen = { beats: [] as number[], lost: [] as unknown[], errors: [] as unknown[] };
  const since = (): number => Math.round(performance.now() - startedMs);
  const keeper = new LeaseKeeper({
    database: {} as Database, // heartbeats are answered here
    queue: {
      ...createQueue({ leaseMs }),
      heartbeat: (_database, held) => {
        expect(held).toBe(lease);
        seen.beats.push(since());
        const answer = answers[Math.min(seen.beats.length, answers.length) - 1];
        return answer === undefined ? never : answer(since());
      },
    },
    lease,
    askedAtMs: startedMs - askedAgoMs,
    onLost: (reason) => seen.lost.push([since(), reason]),
    onError: (error) => seen.errors.push(error),
  });
  return { keeper, seen };
}

const held = async (): Promise<boolean> => true;
const gone = async (): Promise<boolean> => false;
const unanswered = (): Promise<boolean> => never;
const answeredAfter = (ms: number) => (): Promise<boolean> =>
  new Promise((resolve) => setTimeout(() => resolve(true), ms));
const lostAt = (ms: number) => [[ms, new LeaseLost(lease)]];

describe("a lease that is kept", () => {
  test("is extended three times in its length, and never over while that is granted", async () => {
    const { keeper, seen } = keeping([held]);
    keeper.start();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(seen).toEqual({ beats: [300, 600, 900, 1_200, 1_500, 1_800], lost: [], errors: [] });
  });

  test("is over at once when a heartbeat says so, and asked about no more", async () => {
    const { keeper, seen } = keeping([held, gone]);
    keeper.start();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(seen).toEqual({ beats: [300, 600], lost: lostAt(600), errors: [] });
    expect(vi.getTimerCount()).toBe(0);
  });

  test("is over its whole length after the last heartbeat that was granted, with the failures told", async () => {
    const away = new Error("the database is away");
    const { keeper, seen } = keeping([held, () => Promise.reject(away)]);
    keeper.start();
    await vi.advanceTimersByTimeAsync(1_199);
    expect(seen.lost).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.lost).toEqual(lostAt(1_200));
    expect(seen.beats.slice(0, 3)).toEqual([300, 600, 900]);
    expect(seen.errors.slice(0, 2)).toEqual([away, away]);
  });

  test("lasts from when a heartbeat was asked for, however late it is answered", async () => {
    const { keeper, seen } = keeping([answeredAfter(500), unanswered]);
    keeper.start();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(seen).toEqual({ beats: [300, 900], lost: lostAt(1_200), errors: [] });
  });

  test("is no shorter for an older heartbeat that is answered after a newer one", async () => {
    const { keeper, seen } = keeping([answeredAfter(400), held, unanswered]);
    keeper.start();
    await vi.advanceTimersByTimeAsync(500);
    expect(await keeper.beat()).toBe(true);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(seen).toEqual({ beats: [300, 500, 900], lost: lostAt(1_400), errors: [] });
  });

  test("began when it was asked for: of what is left a part has gone by", async () => {
    const { keeper, seen } = keeping([unanswered], 700);
    keeper.start();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(seen.lost).toEqual(lostAt(200));
  });

  test("that was over before it began is lost without a question", async () => {
    const { keeper, seen } = keeping([held], leaseMs);
    keeper.start();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(seen).toEqual({ beats: [], lost: lostAt(0), errors: [] });
  });
});

test("a keeper that has stopped asks nothing, tells nothing and leaves no timer", async () => {
  const { keeper, seen } = keeping([gone]);
  keeper.start();
  keeper.stop();
  expect(vi.getTimerCount()).toBe(0);
  expect(await keeper.beat()).toBe(false);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(seen).toEqual({ beats: [0], lost: [], errors: [] });
});
