import { setMaxListeners } from "node:events";
import { expect, test } from "vitest";
import { LaneLimiter } from "./lane-limiter.ts";

const lane = { lane_id: "lane_a", concurrency: 2 };
const forever = new AbortController().signal;
setMaxListeners(0, forever);

test("no more calls than the lane takes hold a slot at once, over all owners", async () => {
  const limiter = new LaneLimiter();
  let inFlight = 0;
  let most = 0;
  const call = async (owner: string): Promise<void> => {
    const release = await limiter.acquire(lane, owner, forever);
    inFlight += 1;
    most = Math.max(most, inFlight);
    await Promise.resolve();
    inFlight -= 1;
    release();
    release();
  };
  await Promise.all(Array.from({ length: 50 }, (_, at) => call(`owner ${at % 3}`)));
  expect(most).toBe(2);
});

test("owners take turns, so that one call waits for no more than one round", async () => {
  const limiter = new LaneLimiter();
  const order: string[] = [];
  const held = await Promise.all([
    limiter.acquire(lane, "big", forever),
    limiter.acquire(lane, "big", forever),
  ]);
  const queue = (owner: string): Promise<void> =>
    limiter
      .acquire(lane, owner, forever)
      .then((release) => [order.push(owner), release()])
      .then(() => undefined);
  const waiting = [...Array.from({ length: 5 }, () => queue("big")), queue("small")];
  for (const release of held) release();
  await Promise.all(waiting);
  expect(order.indexOf("small")).toBeLessThan(3);
});

test("who gives up waiting takes no slot, and leaves the others their turns", async () => {
  const limiter = new LaneLimiter();
  const single = { lane_id: "lane_b", concurrency: 1 };
  const release = await limiter.acquire(single, "first", forever);
  const giving = new AbortController();
  const gaveUp = limiter.acquire(single, "second", giving.signal);
  const next = limiter.acquire(single, "third", forever);
  giving.abort(new Error("enough"));
  await expect(gaveUp).rejects.toThrow("enough");
  release();
  (await next)();
  await expect(limiter.acquire(single, "fourth", forever)).resolves.toBeTypeOf("function");
});
