import { expect, test } from "vitest";
import { PollSchedule } from "./poll-schedule.ts";

test("one answer has one wait, however often it is asked for", () => {
  let random = 0;
  const schedule = new PollSchedule({ random: () => (random += 0.1) });
  const answer = { data: {}, error: null, dataUpdatedAt: 1 };
  const wait = schedule.waitAfter(answer);
  expect(schedule.waitAfter({ ...answer })).toBe(wait);
  expect(schedule.waitAfter({ ...answer, dataUpdatedAt: 2 })).not.toBe(wait);
});

test("polls slow down while nothing changes and are quick again after a change", () => {
  let nowMs = 0;
  const schedule = new PollSchedule({ now: () => nowMs, random: () => 0 });
  const data = {};
  expect(schedule.waitAfter({ data, error: null, dataUpdatedAt: 1 })).toBe(1_000);
  nowMs = 90_000;
  expect(schedule.waitAfter({ data, error: null, dataUpdatedAt: 2 })).toBe(4_000);
  expect(schedule.waitAfter({ data: {}, error: null, dataUpdatedAt: 3 })).toBe(1_000);
});

test("failures in a row double the wait, a success ends the row", () => {
  const schedule = new PollSchedule({ now: () => 0, random: () => 0 });
  const data = {};
  const fail = () => schedule.waitAfter({ data, error: new Error("down"), dataUpdatedAt: 1 });
  expect([fail(), fail(), fail()]).toEqual([2_000, 4_000, 8_000]);
  expect(schedule.waitAfter({ data, error: null, dataUpdatedAt: 2 })).toBe(1_000);
  expect(fail()).toBe(2_000);
});

test("a pace of the reader's own holds at once, and never undercuts what a failure asks for", () => {
  const schedule = new PollSchedule({ now: () => 0, random: () => 0 });
  const answer = { data: {}, error: null, dataUpdatedAt: 1 };
  expect(schedule.waitAfter(answer)).toBe(1_000);
  expect(schedule.waitAfter(answer, 15_000)).toBe(15_000);
  const failed = { ...answer, error: new Error("down") };
  expect(schedule.waitAfter(failed, 1_000)).toBe(2_000);
  expect(schedule.waitAfter(failed, 15_000)).toBe(15_000);
});
