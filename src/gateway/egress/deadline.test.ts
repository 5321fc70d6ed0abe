import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startDeadline } from "./deadline.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("is aborted as a timeout once the time is over, and not before", () => {
  const { signal } = startDeadline(1_000, undefined);
  vi.advanceTimersByTime(999);
  expect(signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(signal.reason).toMatchObject({ name: "TimeoutError" });
});

test("is aborted with the other signal, for its reason, also where that was before", () => {
  const other = new AbortController();
  const { signal } = startDeadline(1_000, other.signal);
  other.abort("enough");
  expect(signal.reason).toBe("enough");
  expect(startDeadline(1_000, other.signal).signal.reason).toBe("enough");
});

test("is aborted by neither once it has ended, and leaves no timer behind", () => {
  const other = new AbortController();
  const { signal, end } = startDeadline(1_000, other.signal);
  end();
  expect(vi.getTimerCount()).toBe(0);
  other.abort();
  expect(signal.aborted).toBe(false);
});
