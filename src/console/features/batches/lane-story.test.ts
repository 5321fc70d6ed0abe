import type { BatchLaneStory } from "#contract/batches.ts";
import { expect, test } from "vitest";
import {
  bandOf,
  bandWords,
  costShare,
  paceWords,
  passedOnItems,
  passedOnWords,
  upstreamWords,
} from "./lane-story.ts";

const START = Date.parse("2026-11-24T12:00:00.000Z");
const span = { startMs: START, endMs: START + 100_000 };
const at = (seconds: number): string => new Date(START + seconds * 1_000).toISOString();

function story(change: Partial<BatchLaneStory> = {}): BatchLaneStory {
  return {
    lane_id: "lane_a",
    display_name: "A",
    provider: "P",
    model: "m",
    planned_items: 10,
    items: 10,
    completed: 10,
    failed: 0,
    retries: 0,
    passed_on: [],
    busy: [{ from: at(10), to: at(60) }],
    busy_seconds: 50,
    cost: { currency: "usd", amount: "3.000000" },
    ...change,
  };
}

test("a busy time lies where it was on the time of the batch", () => {
  expect(bandOf(story().busy, span)).toEqual([{ left: 10, width: 50 }]);
});

test("a moment is wide enough to be seen, also at the very end, and nothing leaves the band", () => {
  const busy = [
    { from: at(50), to: at(50) },
    { from: at(100), to: at(130) },
  ];
  const parts = bandOf(busy, span);
  expect(parts).toHaveLength(2);
  for (const { left, width } of parts) {
    expect(width).toBeGreaterThan(0.5);
    expect(left + width).toBeLessThanOrEqual(100);
  }
});

test("a band is told in words, with the time that it was busy and how often", () => {
  const busy = [
    { from: at(10), to: at(30) },
    { from: at(60), to: at(90) },
  ];
  expect(bandWords(story({ busy, busy_seconds: 45 }), span)).toBe(
    "Busy 45\u00a0s, from 10\u00a0s to 1\u00a0m\u00a030\u00a0s after the submit, 2 times",
  );
  expect(bandWords(story({ busy: [], busy_seconds: 0 }), span)).toBe("No unit of its work is done");
});

test("a pace is what was answered over the time in which the lane was busy", () => {
  expect(paceWords(story({ completed: 100 }))).toBe("2\u00a0items/s");
  expect(paceWords(story({ completed: 10 }))).toBe("12\u00a0items/min");
  expect(paceWords(story({ completed: 0 }))).toBeNull();
  expect(paceWords(story({ busy_seconds: 0 }))).toBeNull();
});

test("what was passed on names the lane that took it and the reasons, the most frequent one first", () => {
  const passed = {
    lane_id: "lane_b",
    model: "m",
    items: 12,
    reasons: { lane_unavailable: 3, provider_429: 9 },
  };
  const lanes = [story({ passed_on: [passed] }), story({ lane_id: "lane_b", display_name: "B" })];
  expect(passedOnWords(passed, lanes)).toBe(
    "12\u00a0items to B: provider_429 (9), lane_unavailable (3)",
  );
  expect(lanes.map(passedOnItems)).toEqual([12, 0]);
  const alone = { ...passed, reasons: { provider_429: 12 } };
  expect(passedOnWords(alone, lanes)).toBe("12\u00a0items to B: provider_429");
});

test("work that lies at a provider is told with how far it is there and when it is asked about", () => {
  const share = {
    lane_id: "lane_a",
    model: "m",
    batches: 2,
    items: 1_000,
    completed: 400,
    failed: 3,
    since: at(10),
    next_look_at: at(70),
  };
  const words = (change: object, seconds: number): string =>
    upstreamWords({ ...share, ...change }, START + seconds * 1_000).replaceAll("\u00a0", " ");
  expect(words({}, 40)).toBe(
    "At the provider for 30 s: 1,000 items in 2 batches, 400 answered and 3 failed there; asked about in 30 s",
  );
  expect(words({}, 80)).toMatch(/; asked about now$/);
  expect(words({ since: null, batches: 1 }, 0)).toBe(
    "On their way to the provider: 1,000 items in 1 batch",
  );
});

test("shares of the cost add up, and nothing spent is no share", () => {
  const lanes = [story(), story({ cost: { currency: "usd", amount: "1.000000" } })];
  expect(lanes.map((lane) => costShare(lane, lanes))).toEqual([0.75, 0.25]);
  const free = [story({ cost: { currency: "usd", amount: "0.000000" } })];
  expect(free.map((lane) => costShare(lane, free))).toEqual([0]);
});
