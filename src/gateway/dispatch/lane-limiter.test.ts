import { setMaxListeners } from "node:events";
import { expect, test } from "vitest";
import { LaneLimiter } from "./lane-limiter.ts";
import { HeldTime } from "./test-held-time.ts";
import type { LaneOwner } from "./waiting-calls.ts";

const lane = { lane_id: "lane_a", concurrency: 2, pacing: null };
const forever = new AbortController().signal;
setMaxListeners(0, forever);
const ownerOf = (org_id: string, batch_id = "1", unit = 0): LaneOwner => ({
  org_id,
  batch_id,
  unit,
});

test("no more calls than the lane takes hold a slot at once, over all owners", async () => {
  const limiter = new LaneLimiter(new HeldTime());
  let inFlight = 0;
  let most = 0;
  const call = async (owner: LaneOwner): Promise<void> => {
    const release = await limiter.acquire(lane, owner, forever);
    inFlight += 1;
    most = Math.max(most, inFlight);
    await Promise.resolve();
    inFlight -= 1;
    release();
    release();
  };
  await Promise.all(
    Array.from({ length: 50 }, (_, at) =>
      call(ownerOf(`org ${at % 3}`, `batch ${at % 5}`, at % 2)),
    ),
  );
  expect(most).toBe(2);
});

/** The calls that wait for a lane of one slot, in the order in which they come to it. */
async function orderOf(waiting: readonly LaneOwner[]): Promise<string[]> {
  const limiter = new LaneLimiter(new HeldTime());
  const single = { ...lane, concurrency: 1 };
  const order: string[] = [];
  const held = await limiter.acquire(single, ownerOf("first"), forever);
  const called = waiting.map(async (owner) => {
    const release = await limiter.acquire(single, owner, forever);
    order.push(`${owner.org_id} ${owner.batch_id} ${owner.unit}`);
    release();
  });
  held();
  await Promise.all(called);
  return order;
}

test("orgs take turns, then the batches of each, so that nobody waits for more than one round", async () => {
  const order = await orderOf([
    ...Array.from({ length: 3 }, () => ownerOf("big", "a")),
    ...Array.from({ length: 2 }, () => ownerOf("big", "b")),
    ownerOf("small", "a"),
    ownerOf("small", "a"),
  ]);
  const turns = ["big a", "small a", "big b", "small a", "big a", "big b", "big a"];
  expect(order).toEqual(turns.map((turn) => `${turn} 0`));
});

test("of a batch the first unit comes first, and however many units wait a batch has one turn", async () => {
  const order = await orderOf([
    ownerOf("org", "large", 12),
    ownerOf("org", "large", 3),
    ownerOf("org", "large", 4),
    ownerOf("org", "large", 3),
    ownerOf("org", "small", 7),
    ownerOf("org", "small", 7),
  ]);
  const turns = ["large 3", "small 7", "large 3", "small 7", "large 4", "large 12"];
  expect(order).toEqual(turns.map((turn) => `org ${turn}`));
});

test("who gives up waiting takes no slot, and leaves the others their turns", async () => {
  const limiter = new LaneLimiter(new HeldTime());
  const single = { lane_id: "lane_b", concurrency: 1, pacing: null };
  const release = await limiter.acquire(single, ownerOf("first"), forever);
  const giving = new AbortController();
  const gaveUp = limiter.acquire(single, ownerOf("second"), giving.signal);
  const next = limiter.acquire(single, ownerOf("third"), forever);
  giving.abort(new Error("enough"));
  await expect(gaveUp).rejects.toThrow("enough");
  release();
  (await next)();
  await expect(limiter.acquire(single, ownerOf("fourth"), forever)).resolves.toBeTypeOf("function");
});

const pacedLane = (requests_per_minute: number | null, concurrency = 1_000) => ({
  lane_id: "lane_paced",
  concurrency,
  pacing: { requests_per_minute, backoff: { retries: 8, baseMs: 1, maxMs: 1 } },
});

/** Asks for this many calls at once; gives the moments at which they began so far. */
function begin(
  limiter: LaneLimiter,
  time: HeldTime,
  paced: ReturnType<typeof pacedLane>,
  calls: number,
): number[] {
  const begunAt: number[] = [];
  const call = async (): Promise<void> => {
    const release = await limiter.acquire(paced, ownerOf("org"), forever);
    begunAt.push(time.ms);
    release();
  };
  for (let asked = 0; asked < calls; asked += 1) void call();
  return begunAt;
}

test("calls are spread over the minute, and no minute has more of them than the lane takes", async () => {
  const time = new HeldTime();
  const limiter = new LaneLimiter(time);
  const begunAt = begin(limiter, time, pacedLane(30), 95);
  await time.pass(5_900);
  expect(begunAt).toEqual([0, 1_980, 3_980]);
  await time.pass(194_100);
  expect(begunAt).toHaveLength(95);
  const most = begunAt.map(
    (from) => begunAt.filter((at) => at >= from && at < from + 60_000).length,
  );
  expect(Math.max(...most)).toBe(30);
});

test("a rate that no timer is fine enough for is reached all the same, and a minute's bound is kept", async () => {
  const time = new HeldTime(3);
  const limiter = new LaneLimiter(time);
  const begunAt = begin(limiter, time, pacedLane(6_000), 6_100);
  await time.pass(59_999);
  expect(begunAt).toHaveLength(6_000);
  await time.pass(2_000);
  expect(begunAt).toHaveLength(6_100);
});

test("a provider that asks to be left alone is: no call begins until then, and the longer wish counts", async () => {
  const time = new HeldTime();
  const limiter = new LaneLimiter(time);
  const paced = pacedLane(null);
  limiter.pause(paced, 5_000);
  const begunAt = begin(limiter, time, paced, 2);
  limiter.pause(paced, 9_000);
  limiter.pause(paced, 1_000);
  await time.pass(8_999);
  expect(begunAt).toEqual([]);
  await time.pass(1);
  expect(begunAt).toEqual([9_000, 9_000]);
});

test("a slot that is given back during a pause is taken when the pause is over", async () => {
  const time = new HeldTime();
  const limiter = new LaneLimiter(time);
  const paced = pacedLane(null, 1);
  const release = await limiter.acquire(paced, ownerOf("first"), forever);
  const begunAt = begin(limiter, time, paced, 1);
  limiter.pause(paced, 2_000);
  release();
  await time.pass(1_999);
  expect(begunAt).toEqual([]);
  await time.pass(1);
  expect(begunAt).toEqual([2_000]);
});

test("a lane of this machine is not paused: there each item has a luck of its own", async () => {
  const time = new HeldTime();
  const limiter = new LaneLimiter(time);
  limiter.pause(lane, 60_000);
  await expect(limiter.acquire(lane, ownerOf("org"), forever)).resolves.toBeTypeOf("function");
});

test("when all who waited for a pause have given up, nothing waits for it any more", async () => {
  const time = new HeldTime();
  const limiter = new LaneLimiter(time);
  const paced = pacedLane(null);
  limiter.pause(paced, 60_000);
  const giving = new AbortController();
  const gaveUp = limiter.acquire(paced, ownerOf("org"), giving.signal);
  expect(time.waits).toHaveLength(1);
  giving.abort(new Error("enough"));
  await expect(gaveUp).rejects.toThrow("enough");
  expect(time.waits).toEqual([]);
});

test("a timer that comes early, or a clock that is set back, opens a lane no later", async () => {
  const time = new HeldTime();
  const limiter = new LaneLimiter(time);
  const paced = pacedLane(null);
  limiter.pause(paced, 1_000);
  const call = limiter.acquire(paced, ownerOf("org"), forever);
  time.ms = -3_600_000;
  time.waits.shift()?.end();
  await expect(call).resolves.toBeTypeOf("function");
});
