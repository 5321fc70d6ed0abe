import type { LaneState } from "#contract/catalog.ts";
import type { CatalogLane } from "../catalog/catalog-lane.ts";

/** How long work would take on a lane. */
export interface LaneTime {
  /** Until the work there can go on: what is planned before it, or a provider's own queue. */
  wait_seconds: number;
  run_seconds: number;
  /** The wait and the run if it goes as slowly as one time in twenty. */
  late_seconds: number;
  /** Over how many calls the latency was measured; null where it is as the catalog expects. */
  measured_calls: number | null;
}

/** What of a lane's state tells how fast and how good it is. */
type MeasuredLane = Pick<
  LaneState,
  "backlog_items" | "success_rate" | "latency_ms" | "measured_calls"
>;

/** A lane is taken as it was measured from so many calls on; fewer may all have been of one unusual batch. */
const CALLS_TO_GO_BY = 50;

/**
 * The time that so many items would take on a lane. One that is handed whole batches takes its turnaround however many they
 * are, and does not keep one batch waiting for another.
 */
export function laneTime(
  lane: CatalogLane,
  state: MeasuredLane | undefined,
  items: number,
): LaneTime {
  const { turnaround_ms } = lane.expected;
  if (turnaround_ms !== null) {
    // Turnarounds measured on upstream batches of late would take the place of what the catalog expects here.
    return {
      wait_seconds: turnaround_ms.median / 1_000,
      run_seconds: 0,
      late_seconds: turnaround_ms.p95 / 1_000,
      measured_calls: null,
    };
  }
  const measured = isMeasured(lane, state) ? state : undefined;
  const pace = itemsPerSecond(lane, measured?.latency_ms ?? lane.expected.latency_ms);
  const wait_seconds = (state?.backlog_items ?? 0) / pace;
  const run_seconds = items / pace;
  return {
    wait_seconds,
    run_seconds,
    // Over many items slow calls and fast ones even out.
    late_seconds: wait_seconds + run_seconds,
    measured_calls: measured?.measured_calls ?? null,
  };
}

/** The share of calls that succeed, from 0 to 1: measured where enough has run, else as the catalog expects. */
export function laneSuccess(lane: CatalogLane, state: MeasuredLane | undefined): number {
  const isKnown = lane.adapter === "sandbox" || (state?.measured_calls ?? 0) >= CALLS_TO_GO_BY;
  return (isKnown ? state?.success_rate : null) ?? lane.expected.success_rate;
}

/** The seconds until the work would be done. */
export function secondsOf({ wait_seconds, run_seconds }: LaneTime): number {
  return wait_seconds + run_seconds;
}

/** "measured over 1,204 calls", or "as the catalog expects". */
export function basisText({ measured_calls }: Pick<LaneTime, "measured_calls">): string {
  return measured_calls === null
    ? "as the catalog expects"
    : `measured over ${measured_calls.toLocaleString("en-US")} calls`;
}

function isMeasured(lane: CatalogLane, state: MeasuredLane | undefined): state is MeasuredLane {
  return (
    lane.adapter !== "sandbox" &&
    state !== undefined &&
    state.latency_ms !== null &&
    state.measured_calls >= CALLS_TO_GO_BY
  );
}

/**
 * What the lane can take: its concurrency over the mean of its latency, and no more than its rate. The measured pace is
 * not used here: it says how much was asked of the lane, which is far less than it could do while there is little work.
 */
function itemsPerSecond(
  { concurrency, requests_per_minute }: CatalogLane,
  latency: { median: number; p95: number },
): number {
  const atOnce = concurrency / (meanLatencyMs(latency) / 1_000);
  return Math.min(atOnce, (requests_per_minute ?? Number.POSITIVE_INFINITY) / 60);
}

/** Where the 95th percentile of a normal distribution lies, in standard deviations. */
const P95_DEVIATIONS = 1.645;

/** The mean of a log-normal latency with this median and 95th percentile. */
function meanLatencyMs({ median, p95 }: { median: number; p95: number }): number {
  const spread = Math.log(p95 / median) / P95_DEVIATIONS;
  return median * Math.exp(spread ** 2 / 2);
}
