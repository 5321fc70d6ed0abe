import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Lookout } from "./lookout.ts";

let lookout: Lookout;

beforeEach(() => {
  vi.useFakeTimers();
  lookout = new Lookout(500);
  lookout.take();
});
afterEach(() => void vi.useRealTimers());

test("begins with all kinds", () => {
  expect(new Lookout(500).take()).toBe("all");
});

test("gives the kinds that were rung for, once", () => {
  lookout.ringFor("paint");
  lookout.ringFor("mail");
  lookout.ringFor("paint");
  expect(lookout.take()).toEqual(new Set(["paint", "mail"]));
  expect(lookout.take()).toEqual(new Set());
});

test("gives all of them after a ring for all, whatever else was rung for", () => {
  lookout.ringForAll();
  lookout.ringFor("paint");
  expect(lookout.take()).toBe("all");
  expect(lookout.take()).toEqual(new Set());
});

test("gives all of them when the time of a poll has passed, however often one was rung for", () => {
  for (let passedMs = 0; passedMs < 400; passedMs += 100) {
    vi.advanceTimersByTime(100);
    lookout.ringFor("paint");
    expect(lookout.take()).toEqual(new Set(["paint"]));
  }
  vi.advanceTimersByTime(100);
  lookout.ringFor("paint");
  expect(lookout.take()).toBe("all");
});

test("waits for a ring, and otherwise until a poll is due since all were looked for", async () => {
  let ended = 0;
  const waiting = (): Promise<void> => lookout.wait().then(() => void (ended += 1));
  const rung = waiting();
  vi.advanceTimersByTime(300);
  lookout.ringFor("paint");
  await rung;
  lookout.take();
  const polled = waiting();
  await vi.advanceTimersByTimeAsync(199);
  expect(ended).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  await polled;
  expect(lookout.take()).toBe("all");
});
