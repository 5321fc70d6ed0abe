import type { BatchStatus } from "#contract/batch-states.ts";
import { formatClock, formatDuration } from "../../format/durations.ts";
import type { StateSpan } from "./state-spans.ts";

/** What a poll or a delivery brought. Of marks drawn as one the worst is shown. */
export type MarkKind = "unchanged" | "changed" | "delivered" | "planned" | "failed";

export interface TimelineMark {
  atMs: number;
  kind: MarkKind;
}

export interface TimelineFacts {
  startMs: number;
  /** Now while it runs, else the end. */
  endMs: number;
  isOver: boolean;
  states: readonly StateSpan[];
  polls: readonly TimelineMark[];
  deliveries: readonly TimelineMark[];
  /** When the end is expected. */
  expected: { fromMs: number; toMs: number } | undefined;
}

export interface PlacedState {
  status: BatchStatus;
  x: number;
  width: number;
  durationMs: number;
  /** What fits into the segment; null where nothing does. */
  label: string | null;
}

/** One or several marks too near to each other to be told apart. */
export interface PlacedMark {
  x: number;
  kind: MarkKind;
  count: number;
}

export interface TimelineLayout {
  states: PlacedState[];
  ticks: { x: number; label: string }[];
  polls: PlacedMark[];
  deliveries: PlacedMark[];
  /** Where "now" or the end stands. */
  endX: number;
  expected: { x: number; width: number } | null;
  /** Deliveries that are past the right edge. */
  laterDeliveries: number;
}

/** About the width of a character at 12 px, on the safe side. */
const CHARACTER_PX = 6.6;
const LABEL_PADDING_PX = 14;
const LEAST_TICK_PX = 72;
/** A segment is never thinner than this, so that the shortest state is seen. */
const LEAST_SEGMENT_PX = 2;
const SEGMENT_GAP_PX = 2;
const MARK_PX = 8;
const WORST_FIRST: readonly MarkKind[] = ["failed", "planned", "delivered", "changed", "unchanged"];
const TICK_STEPS_MS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800,
  86_400,
].map((seconds) => seconds * 1_000);

/** Places all that happened on one time axis of `widthPx`; no label overlaps another, no mark leaves the axis. */
export function layoutTimeline(facts: TimelineFacts, widthPx: number): TimelineLayout {
  const spanMs = axisSpan(facts);
  const xOf = (atMs: number): number =>
    Math.min(widthPx, Math.max(0, ((atMs - facts.startMs) / spanMs) * widthPx));
  const lastMs = facts.startMs + spanMs;
  const isShown = ({ atMs }: TimelineMark): boolean => atMs <= lastMs;
  return {
    states: placeStates(facts.states, xOf, widthPx),
    ticks: placeTicks(spanMs, widthPx),
    polls: placeMarks(facts.polls.filter(isShown), xOf),
    deliveries: placeMarks(facts.deliveries.filter(isShown), xOf),
    endX: xOf(facts.endMs),
    expected: placeExpected(facts.expected, xOf),
    laterDeliveries: facts.deliveries.filter((mark) => !isShown(mark)).length,
  };
}

/** The time the axis covers: what has been, room for what is expected, and a little more. */
function axisSpan({ startMs, endMs, isOver, expected, deliveries, polls }: TimelineFacts): number {
  const passedMs = Math.max(500, endMs - startMs);
  if (isOver) {
    // The first deliveries belong in the picture; a retry hours later must not press the states together.
    const near = [...deliveries, ...polls].filter(({ atMs }) => atMs <= endMs + 0.3 * passedMs);
    const lastMs = Math.max(endMs, ...near.map(({ atMs }) => atMs));
    return (lastMs - startMs) * 1.04;
  }
  // At most three quarters of the axis are future.
  const aheadMs = expected === undefined ? 0 : Math.min(expected.toMs - endMs, 3 * passedMs);
  return (passedMs + Math.max(aheadMs, 0.15 * passedMs)) * 1.06;
}

function placeStates(
  states: readonly StateSpan[],
  xOf: (atMs: number) => number,
  widthPx: number,
): PlacedState[] {
  let freeX = 0;
  return states.map(({ status, fromMs, toMs }) => {
    const x = Math.min(Math.max(xOf(fromMs), freeX), widthPx - LEAST_SEGMENT_PX);
    const width = Math.max(LEAST_SEGMENT_PX, xOf(toMs) - x - SEGMENT_GAP_PX);
    freeX = x + width + SEGMENT_GAP_PX;
    const durationMs = toMs - fromMs;
    const label = [`${status} · ${formatDuration(durationMs)}`, status].find(
      (text) => textWidth(text) + LABEL_PADDING_PX <= width,
    );
    return { status, x, width, durationMs, label: label ?? null };
  });
}

/** About the pixels that a label of 12 px takes, on the safe side. */
export function textWidth(text: string): number {
  return text.length * CHARACTER_PX;
}

function placeTicks(spanMs: number, widthPx: number): TimelineLayout["ticks"] {
  const step = TICK_STEPS_MS.find((ms) => (ms / spanMs) * widthPx >= LEAST_TICK_PX);
  if (step === undefined) return [{ x: 0, label: "0" }];
  const ticks: TimelineLayout["ticks"] = [];
  for (let atMs = 0; atMs <= spanMs; atMs += step) {
    const x = (atMs / spanMs) * widthPx;
    // The last label must end within the axis.
    if (x + LEAST_TICK_PX / 2 > widthPx) break;
    ticks.push({ x, label: tickLabel(atMs) });
  }
  return ticks;
}

function tickLabel(atMs: number): string {
  if (atMs === 0) return "0";
  // Whole seconds are written without a fraction, also below ten.
  return atMs % 1_000 === 0 ? formatClock(atMs) : formatDuration(atMs);
}

function placeMarks(marks: readonly TimelineMark[], xOf: (atMs: number) => number): PlacedMark[] {
  const placed: PlacedMark[] = [];
  for (const { atMs, kind } of marks.toSorted((a, b) => a.atMs - b.atMs)) {
    const x = xOf(atMs);
    const last = placed.at(-1);
    if (last === undefined || x - last.x >= MARK_PX) placed.push({ x, kind, count: 1 });
    else {
      last.count += 1;
      last.kind = WORST_FIRST.find((worst) => worst === kind || worst === last.kind) ?? kind;
    }
  }
  return placed;
}

function placeExpected(
  expected: TimelineFacts["expected"],
  xOf: (atMs: number) => number,
): TimelineLayout["expected"] {
  if (expected === undefined) return null;
  const x = xOf(expected.fromMs);
  return { x, width: Math.max(4, xOf(expected.toMs) - x) };
}
