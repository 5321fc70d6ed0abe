import { expect, test } from "vitest";
import {
  afterFailures,
  afterLooks,
  hasStoppedForLong,
  later,
  notAfterStopping,
} from "./look-times.ts";

const NOW = new Date("2026-11-24T12:00:00Z");
const secondsFromNow = (at: Date): number => (at.getTime() - NOW.getTime()) / 1_000;

test("after failures the wait doubles from five seconds to five minutes, and is never shorter than the provider asked for", () => {
  const waits = [1, 2, 3, 7, 30].map((failures) =>
    secondsFromNow(afterFailures(NOW, failures, null)),
  );
  expect(waits).toEqual([5, 10, 20, 300, 300]);
  expect(secondsFromNow(afterFailures(NOW, 1, 60_000))).toBe(60);
  expect(secondsFromNow(afterFailures(NOW, 2, 3_000))).toBe(10);
});

test("looks become rarer, up to what the lane says, however many there were", () => {
  const poll = { first_ms: 10_000, most_ms: 60_000 };
  const waits = [0, 1, 2, 3, 5_000].map((looks) => secondsFromNow(afterLooks(NOW, looks, poll)));
  expect(waits).toEqual([10, 20, 40, 60, 60]);
});

test("a batch that is to end is looked at again when the provider has had its two minutes, at the latest", () => {
  const hour = later(NOW, 3_600_000);
  expect(notAfterStopping(hour, { stopping_at: null })).toEqual(hour);
  expect(secondsFromNow(notAfterStopping(hour, { stopping_at: NOW }))).toBe(120.001);
  const soon = later(NOW, 5_000);
  expect(notAfterStopping(soon, { stopping_at: NOW })).toEqual(soon);
});

test("a provider has had its time to end a batch after two minutes, and never where nobody has asked it to", () => {
  const books = (ms: number) => ({ now: () => later(NOW, ms) });
  expect(hasStoppedForLong(books(120_000), { stopping_at: NOW })).toBe(false);
  expect(hasStoppedForLong(books(120_001), { stopping_at: NOW })).toBe(true);
  expect(hasStoppedForLong(books(9_000_000), { stopping_at: null })).toBe(false);
});
