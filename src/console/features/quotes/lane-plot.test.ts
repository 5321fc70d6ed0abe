import type { QuoteLane } from "#contract/quotes.ts";
import { expect, test } from "vitest";
import { plotLanes, type PlotFrame } from "./lane-plot.ts";

const frame: PlotFrame = { width: 600, height: 200, left: 60, right: 10, top: 10, bottom: 30 };
const created_at = "2026-11-24T12:00:00.000Z";

function lane(seconds: number, amount: string, ladder_rank: number | null = null): QuoteLane {
  return {
    lane_id: `lane_${seconds}_${amount}`,
    display_name: "A lane",
    provider: "P",
    model: "m",
    region: "global",
    selected: ladder_rank === 1,
    ladder_rank,
    estimated_cost: { currency: "usd", amount },
    estimated_completion_at: new Date(Date.parse(created_at) + seconds * 1_000).toISOString(),
    score: { price: 1, success_rate: 1, backlog: 1 },
    rejection: null,
  };
}

test("later is further right, dearer is further up, and all lie within the frame", () => {
  const quick = lane(10, "2.000000", 1);
  const cheap = lane(40, "1.000000", 2);
  const { points } = plotLanes({ created_at, quote_lanes: [quick, cheap] }, frame);
  const place = (wanted: QuoteLane) =>
    points.find((point) => point.lane === wanted) ?? { x: NaN, y: NaN };
  expect(place(cheap).x).toBeGreaterThan(place(quick).x);
  expect(place(cheap).y).toBeGreaterThan(place(quick).y);
  for (const { x, y } of points) {
    expect(x).toBeGreaterThanOrEqual(frame.left);
    expect(x).toBeLessThanOrEqual(frame.width - frame.right);
    expect(y).toBeGreaterThanOrEqual(frame.top);
    expect(y).toBeLessThanOrEqual(frame.height - frame.bottom);
  }
});

test("one lane a thousand times slower does not press the others together", () => {
  const quote_lanes = [lane(2, "1.000000"), lane(6, "1.000000"), lane(6_000, "1.000000")];
  const [first, second] = plotLanes({ created_at, quote_lanes }, frame).points.map(({ x }) => x);
  expect(Math.abs((first ?? 0) - (second ?? 0))).toBeGreaterThan(20);
});

test("the ladder is drawn last, its first rung on top", () => {
  const quote_lanes = [lane(1, "1.000000", 1), lane(2, "1.000000", 2), lane(3, "1.000000")];
  const ranks = plotLanes({ created_at, quote_lanes }, frame).points.map(
    ({ lane: { ladder_rank } }) => ladder_rank,
  );
  expect(ranks).toEqual([null, 2, 1]);
});

test("a quote whose lanes all cost nothing still has finite places and few ticks", () => {
  const plot = plotLanes(
    { created_at, quote_lanes: [lane(1, "0.000000"), lane(1, "0.000000")] },
    frame,
  );
  for (const { x, y } of plot.points) expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
  expect(plot.xTicks.length).toBeLessThan(8);
  expect(plot.yTicks.length).toBeLessThan(8);
});

test.each([
  [[3_600], ["15\u00a0m", "30\u00a0m", "45\u00a0m", "1\u00a0h"]],
  [
    [40, 30],
    ["10\u00a0s", "20\u00a0s", "30\u00a0s", "40\u00a0s"],
  ],
  [
    [5, 3_600],
    ["10\u00a0s", "1\u00a0m", "10\u00a0m", "1\u00a0h"],
  ],
  [[20 * 86_400], ["5\u00a0d", "10\u00a0d", "15\u00a0d", "20\u00a0d"]],
])("an axis up to %j seconds is marked at round times", (times, labels) => {
  const quote_lanes = times.map((seconds) => lane(seconds, "1.000000"));
  const { xTicks } = plotLanes({ created_at, quote_lanes }, frame);
  expect(xTicks.map(({ label }) => label)).toEqual(labels);
});
