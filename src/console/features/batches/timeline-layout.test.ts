import fc from "fast-check";
import { expect, test } from "vitest";
import { layoutTimeline, type TimelineFacts } from "./timeline-layout.ts";

const WIDTH = 720;

const running: TimelineFacts = {
  startMs: 0,
  endMs: 72_000,
  isOver: false,
  states: [
    { status: "pending", fromMs: 0, toMs: 4, isOpen: false },
    { status: "queued", fromMs: 4, toMs: 12, isOpen: false },
    { status: "routing", fromMs: 12, toMs: 80, isOpen: false },
    { status: "dispatched", fromMs: 80, toMs: 900, isOpen: false },
    { status: "processing", fromMs: 900, toMs: 72_000, isOpen: true },
  ],
  polls: [],
  deliveries: [],
  expected: { fromMs: 112_000, toMs: 127_000 },
};

test("the shortest state is seen, and no segment covers another", () => {
  const { states } = layoutTimeline(running, WIDTH);
  for (const [index, state] of states.entries()) {
    expect(state.width).toBeGreaterThanOrEqual(2);
    const next = states[index + 1];
    expect(next?.x ?? Infinity).toBeGreaterThanOrEqual(state.x + state.width);
  }
});

test("a segment has the longest label that fits, or none", () => {
  const { states } = layoutTimeline(running, WIDTH);
  expect(states.map(({ label }) => label)).toEqual([
    null,
    null,
    null,
    null,
    "processing · 1\u00a0m\u00a011\u00a0s",
  ]);
});

test("the expected end lies on the axis right of now", () => {
  const { expected, endX } = layoutTimeline(running, WIDTH);
  expect(expected?.x).toBeGreaterThan(endX);
  expect((expected?.x ?? 0) + (expected?.width ?? 0)).toBeLessThanOrEqual(WIDTH);
});

test("tick labels keep apart and within the axis, however long it took", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 172_800_000 }),
      fc.integer({ min: 300, max: 1_400 }),
      (endMs, width) => {
        const { ticks } = layoutTimeline({ ...running, endMs, expected: undefined }, width);
        const gaps = ticks.slice(1).map(({ x }, index) => x - (ticks[index]?.x ?? 0));
        expect(Math.min(72, ...gaps)).toBeGreaterThanOrEqual(72 - 1e-6);
        expect(ticks.at(-1)?.x ?? 0).toBeLessThanOrEqual(width - 36);
      },
    ),
  );
});

test("marks too near to be told apart are one, which shows the worst of them", () => {
  const polls = [
    { atMs: 1_000, kind: "changed" as const },
    { atMs: 1_100, kind: "failed" as const },
    { atMs: 1_200, kind: "unchanged" as const },
    { atMs: 60_000, kind: "unchanged" as const },
  ];
  const placed = layoutTimeline({ ...running, polls }, WIDTH).polls;
  expect(placed.map(({ kind, count }) => [kind, count])).toEqual([
    ["failed", 3],
    ["unchanged", 1],
  ]);
});

test("a retry hours after the end is counted, not squeezed in", () => {
  const deliveries = [
    { atMs: 72_500, kind: "failed" as const },
    { atMs: 9_000_000, kind: "planned" as const },
  ];
  const layout = layoutTimeline(
    { ...running, isOver: true, expected: undefined, deliveries },
    WIDTH,
  );
  expect(layout.deliveries).toHaveLength(1);
  expect(layout.laterDeliveries).toBe(1);
  expect(layout.endX).toBeGreaterThan(WIDTH * 0.9);
});
