import { toMicros } from "#contract/primitives.ts";
import type { Quote, QuoteLane } from "#contract/quotes.ts";
import { formatDuration } from "../../format/durations.ts";
import { formatMicros } from "../../format/money.ts";

export interface PlotFrame {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface PlotPoint {
  x: number;
  y: number;
  lane: QuoteLane;
}

/** A line across the picture, with its figure. */
interface PlotTick {
  at: number;
  label: string;
}

export interface LanePlot {
  /** The lanes that take no part first, so that the ladder is drawn over them. */
  points: PlotPoint[];
  xTicks: PlotTick[];
  yTicks: PlotTick[];
}

/** Beyond this ratio between the slowest and the fastest an even axis would press all but one into a corner. */
const EVEN_UP_TO = 25;

/** Lanes as places in a frame: expected finish from left to right, cost from bottom to top, both in the frame's units. */
export function plotLanes(
  quote: Pick<Quote, "created_at" | "quote_lanes">,
  frame: PlotFrame,
): LanePlot {
  const startMs = Date.parse(quote.created_at);
  const secondsOf = (lane: QuoteLane): number =>
    Math.max(0.1, (Date.parse(lane.estimated_completion_at) - startMs) / 1_000);
  // Sums of a quote are far below what a double holds exactly.
  const costOf = (lane: QuoteLane): number => Number(toMicros(lane.estimated_cost));
  const x = makeAxis(
    quote.quote_lanes.map(secondsOf),
    [frame.left, frame.width - frame.right],
    TIME_MARKS,
  );
  const y = makeAxis(
    quote.quote_lanes.map(costOf),
    [frame.height - frame.bottom, frame.top],
    DECIMAL_MARKS,
  );
  return {
    points: quote.quote_lanes
      .toSorted((left, right) => (right.ladder_rank ?? 1_000) - (left.ladder_rank ?? 1_000))
      .map((lane) => ({ x: x.place(secondsOf(lane)), y: y.place(costOf(lane)), lane })),
    xTicks: x.ticks.map((seconds) => ({
      at: x.place(seconds),
      label: formatDuration(Math.round(seconds * 1_000)),
    })),
    yTicks: y.ticks.map((micros) => ({
      at: y.place(micros),
      label: formatMicros(BigInt(Math.round(micros))),
    })),
  };
}

interface Axis {
  place: (value: number) => number;
  ticks: number[];
}

/** Which figures are round. */
interface Marks {
  /** The smallest round step that is no smaller. */
  stepFrom: (rough: number) => number;
  /** Round figures from one to another, each some times the one before. */
  between: (low: number, high: number) => number[];
}

const DECIMAL_MARKS: Marks = {
  stepFrom(rough) {
    const power = 10 ** Math.floor(Math.log10(rough));
    return ([1, 2, 2.5, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  },
  between(low, high) {
    const marks: number[] = [];
    for (let power = Math.ceil(Math.log10(low)); 10 ** power <= high; power += 1)
      marks.push(10 ** power);
    return marks;
  },
};

const DAY_SECONDS = 86_400;
const TIME_STEPS_SECONDS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 10_800,
  14_400, 21_600, 43_200,
];
const TIME_POWERS_SECONDS = [0.1, 1, 10, 60, 600, 3_600, 36_000, 4 * DAY_SECONDS];

/** In seconds: minutes, hours and days are round, not thousands of seconds. */
const TIME_MARKS: Marks = {
  stepFrom: (rough) =>
    TIME_STEPS_SECONDS.find((step) => step >= rough) ??
    DECIMAL_MARKS.stepFrom(rough / DAY_SECONDS) * DAY_SECONDS,
  between: (low, high) => TIME_POWERS_SECONDS.filter((mark) => mark >= low && mark <= high),
};

function makeAxis(
  values: readonly number[],
  [from, to]: readonly [from: number, to: number],
  marks: Marks,
): Axis {
  const largest = Math.max(...values, 1);
  const smallest = Math.max(Math.min(...values, largest), 0.1);
  const isEven = largest / smallest <= EVEN_UP_TO;
  const [low, high] = isEven ? [0, largest * 1.12] : [smallest / 1.6, largest * 1.6];
  const scaled = (value: number): number => (isEven ? value : Math.log(Math.max(value, low)));
  const span = scaled(high) - scaled(low);
  return {
    place: (value) => from + ((scaled(value) - scaled(low)) / span) * (to - from),
    ticks: isEven ? evenTicks(high, marks.stepFrom(high / 5)) : marks.between(low, high),
  };
}

/** The multiples of a step above zero. */
function evenTicks(high: number, step: number): number[] {
  const ticks: number[] = [];
  for (let tick = step; tick <= high; tick += step) ticks.push(tick);
  return ticks;
}
