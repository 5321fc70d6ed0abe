import { getEventListeners } from "node:events";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { AnswerRoom } from "./answer-room.ts";

const MIB = 1024 ** 2;

/** Whether a unit that holds so much may begin another item by now. */
async function mayBegin(room: AnswerRoom, heldBytes: number): Promise<boolean> {
  const giving = new AbortController();
  let isFree = false;
  const waiting = room
    .free(() => heldBytes, giving.signal)
    .then(() => (isFree = true))
    .catch(() => undefined);
  await setImmediate();
  const wasFree = isFree;
  giving.abort();
  await waiting;
  return wasFree;
}

test("there is room until more than may be held is held, and then for units that hold next to nothing", async () => {
  const room = new AnswerRoom(10 * MIB);
  room.take(10 * MIB);
  expect(await mayBegin(room, 10 * MIB)).toBe(true);
  room.take(1);
  expect(await mayBegin(room, 10 * MIB)).toBe(false);
  expect(await mayBegin(room, MIB + 1)).toBe(false);
  expect(await mayBegin(room, MIB)).toBe(true);
  room.giveBack(1);
  expect(await mayBegin(room, 10 * MIB)).toBe(true);
});

test("all who wait go on once enough was given back, and go on waiting until then", async () => {
  const room = new AnswerRoom(10 * MIB);
  const { signal } = new AbortController();
  let free = 0;
  room.take(14 * MIB);
  const waiting = [2, 3].map((mebibytes) =>
    room.free(() => mebibytes * MIB, signal).then(() => (free += 1)),
  );
  room.giveBack(2 * MIB);
  await setImmediate();
  expect(free).toBe(0);
  room.giveBack(2 * MIB);
  await Promise.all(waiting);
  expect(free).toBe(2);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("a unit whose own answers were written meanwhile goes on, however much others hold", async () => {
  const room = new AnswerRoom(MIB);
  let heldBytes = 5 * MIB;
  room.take(50 * MIB);
  const waiting = room.free(() => heldBytes, new AbortController().signal);
  heldBytes = 0;
  room.giveBack(5 * MIB);
  await expect(waiting).resolves.toBeUndefined();
});

test("who is told to stop waits no longer, by the reason given", async () => {
  const room = new AnswerRoom(MIB);
  room.take(50 * MIB);
  const giving = new AbortController();
  const why = new Error("enough");
  const waiting = room.free(() => 50 * MIB, giving.signal);
  giving.abort(why);
  await expect(waiting).rejects.toBe(why);
  await expect(room.free(() => 50 * MIB, giving.signal)).rejects.toBe(why);
});
