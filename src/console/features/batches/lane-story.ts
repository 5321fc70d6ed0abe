import type { UpstreamShare } from "#contract/batch-records.ts";
import type { Batch, BatchLaneStory } from "#contract/batches.ts";
import { toMicros } from "#contract/primitives.ts";
import type { Quote, RoutingMode } from "#contract/quotes.ts";
import { formatCount, formatRate } from "../../format/counts.ts";
import { formatClock, formatDuration } from "../../format/durations.ts";
import { formatMoney } from "../../format/money.ts";
import { plural } from "../../format/plural.ts";

/** The time that a batch has taken so far, or took. */
export interface BatchSpan {
  startMs: number;
  endMs: number;
}

/** A time on a band, in percent of its width. */
export interface BandPart {
  left: number;
  width: number;
}

/** Thinner than this a time is not seen. */
const LEAST_WIDTH_PERCENT = 0.6;

/** When a lane was busy, on a band that is as long as the batch; no part leaves it, none is too thin to be seen. */
export function bandOf(
  busy: BatchLaneStory["busy"],
  { startMs, endMs }: BatchSpan,
): readonly BandPart[] {
  const spanMs = Math.max(1, endMs - startMs);
  const percentOf = (at: string): number =>
    Math.min(100, Math.max(0, ((Date.parse(at) - startMs) / spanMs) * 100));
  return busy.map(({ from, to }) => {
    const left = Math.min(percentOf(from), 100 - LEAST_WIDTH_PERCENT);
    return { left, width: Math.max(LEAST_WIDTH_PERCENT, percentOf(to) - left) };
  });
}

/** The band in words, each time counted from when the batch was submitted. */
export function bandWords({ busy, busy_seconds }: BatchLaneStory, { startMs }: BatchSpan): string {
  const [first] = busy;
  const last = busy.at(-1);
  if (first === undefined || last === undefined) return "No unit of its work is done";
  const at = (moment: string): string => formatDuration(Date.parse(moment) - startMs);
  const times = busy.length === 1 ? "" : `, ${busy.length} times`;
  return `Busy ${formatDuration(busy_seconds * 1_000)}, from ${at(first.from)} to ${at(last.to)} after the submit${times}`;
}

/** Answers over the time in which the lane was busy; null before it has given any, or in no time at all. */
export function paceWords({ completed, busy_seconds }: BatchLaneStory): string | null {
  if (completed === 0 || busy_seconds <= 0) return null;
  const perSecond = completed / busy_seconds;
  return perSecond < 1 ? formatRate(perSecond * 60, "items/min") : formatRate(perSecond, "items/s");
}

/** Items that a lane handed to others. */
export function passedOnItems({ passed_on }: BatchLaneStory): number {
  return passed_on.reduce((sum, { items }) => sum + items, 0);
}

/** Where items went and why: `12 items to Meridian: provider_429 (9), lane_unavailable (3)`, the most frequent reason first. */
export function passedOnWords(
  { lane_id, model, items, reasons }: BatchLaneStory["passed_on"][number],
  stories: readonly BatchLaneStory[],
): string {
  const to = stories.find((story) => story.lane_id === lane_id && story.model === model);
  const sorted = Object.entries(reasons).toSorted((left, right) => right[1] - left[1]);
  // Of a single reason the count has been said.
  const listed = sorted.map(([why, count]) => (sorted.length === 1 ? why : `${why} (${count})`));
  return `${plural(items, "item")} to ${to?.display_name ?? lane_id}: ${listed.join(", ")}`;
}

/** The part of what all lanes cost together that is this one's, from 0 to 1. */
export function costShare({ cost }: BatchLaneStory, stories: readonly BatchLaneStory[]): number {
  const total = stories.reduce((sum, story) => sum + toMicros(story.cost), 0n);
  return total === 0n ? 0 : Number(toMicros(cost)) / Number(total);
}

const SELECTED_BY: Readonly<Record<RoutingMode, string>> = {
  cheapest: "cheapest",
  fastest: "fastest",
  sla_aware: "SLA-aware",
  balanced: "balanced",
};

/** Why work starts on a lane, or comes to it, by the quote that was locked; null for a lane that the quote does not have. */
export function placeWords(
  { quote_lanes, routing_mode, created_at }: Quote,
  { lane_id, model }: BatchLaneStory,
): string | null {
  const lane = quote_lanes.find((entry) => entry.lane_id === lane_id && entry.model === model);
  if (lane === undefined) return null;
  const expectedMs = Date.parse(lane.estimated_completion_at) - Date.parse(created_at);
  const figures = `${formatMoney(lane.estimated_cost)} before the fee, ${formatClock(Math.max(1_000, expectedMs))} expected`;
  return lane.selected
    ? `Selected as ${SELECTED_BY[routing_mode]}: ${figures}`
    : `Next in line, for all the work: ${figures}`;
}

/** What a provider has of a lane's work as batches of its own, how far it is there, and when it is asked again. */
export function upstreamWords(
  { batches, items, completed, failed, since, next_look_at }: UpstreamShare,
  nowMs: number,
): string {
  const work = `${plural(items, "item")} in ${plural(batches, "batch", "batches")}`;
  if (since === null) return `On their way to the provider: ${work}`;
  const heldMs = nowMs - Date.parse(since);
  const lookMs = Date.parse(next_look_at) - nowMs;
  const look = lookMs < 1_000 ? "asked about now" : `asked about in ${formatClock(lookMs)}`;
  return `At the provider for ${formatClock(heldMs)}: ${work}, ${formatCount(completed)} answered and ${formatCount(failed)} failed there; ${look}`;
}

/** The axis of all bands: how long the batch took, and how that stands to its deadline. */
export function axisWords(batch: Batch, { startMs, endMs }: BatchSpan): string {
  const leftMs = Date.parse(batch.sla_deadline) - endMs;
  const deadline =
    leftMs < 0 ? "the deadline has passed" : `the deadline ${formatClock(leftMs)} later`;
  const end = batch.completed_at === null ? "now" : "ended";
  return `${end} after ${formatClock(endMs - startMs)}, ${deadline}`;
}
