import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Alarm } from "./alarm.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Whether a wait has ended by now. */
function watched(wait: Promise<void>): { isOver: boolean } {
  const state = { isOver: false };
  void wait.then(() => (state.isOver = true));
  return state;
}

test("a wait that nobody cuts short lasts as long as it was to, and so does the next", async () => {
  const alarm = new Alarm();
  for (let round = 0; round < 2; round += 1) {
    const wait = watched(alarm.wait(1_000));
    await vi.advanceTimersByTimeAsync(999);
    expect(wait.isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(wait.isOver).toBe(true);
  }
});

test("a ring ends the wait that is on and leaves no timer, and the next wait lasts", async () => {
  const alarm = new Alarm();
  const first = alarm.wait(1_000);
  alarm.ring();
  await first;
  expect(vi.getTimerCount()).toBe(0);
  const second = watched(alarm.wait(1_000));
  await vi.advanceTimersByTimeAsync(999);
  expect(second.isOver).toBe(false);
});

test("a ring before the wait is not lost, and several count as one", async () => {
  const alarm = new Alarm();
  alarm.ring();
  alarm.ring();
  await alarm.wait(1_000);
  const second = watched(alarm.wait(1_000));
  await vi.advanceTimersByTimeAsync(999);
  expect(second.isOver).toBe(false);
});
