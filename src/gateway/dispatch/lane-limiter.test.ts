import { setMaxListeners } from "node:events";
import { expect, test } from "vitest";
import { LaneLimiter, type LaneOwner } from "./lane-limiter.ts";

const lane = { lane_id: "lane_a", concurrency: 2 };
const forever = new AbortController().signal;
setMaxListeners(0, forever);
const ownerOf = (org_id: string, unit = "1"): LaneOwner => ({ org_id, unit });

test("no more calls than the lane takes hold a slot at once, over all owners", async () => {
  const limiter = new LaneLimiter();
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
    Array.from({ length: 50 }, (_, at) => call(ownerOf(`org ${at % 3}`, `unit ${at % 5}`))),
  );
  expect(most).toBe(2);
});

test("orgs take turns, then the units of each, so that nobody waits for more than one round", async () => {
  const limiter = new LaneLimiter();
  const order: string[] = [];
  const single = { ...lane, concurrency: 1 };
  const held = await limiter.acquire(single, ownerOf("big"), forever);
  const queue = async (org_id: string, unit: string): Promise<void> => {
    const release = await limiter.acquire(single, ownerOf(org_id, unit), forever);
    order.push(`${org_id} ${unit}`);
    release();
  };
  const waiting = [
    ...Array.from({ length: 3 }, () => queue("big", "1")),
    ...Array.from({ length: 2 }, () => queue("big", "2")),
    queue("small", "1"),
    queue("small", "1"),
  ];
  held();
  await Promise.all(waiting);
  expect(order).toEqual(["big 1", "small 1", "big 2", "small 1", "big 1", "big 2", "big 1"]);
});

test("who gives up waiting takes no slot, and leaves the others their turns", async () => {
  const limiter = new LaneLimiter();
  const single = { lane_id: "lane_b", concurrency: 1 };
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
