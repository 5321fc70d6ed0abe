import type { LaneCondition } from "#gateway/catalog/lane-states.ts";
import { clockText } from "./condition-words.ts";
import { SLOT_MS, type MeasuredSlot } from "./lane-measures.ts";
import { LatencyHistogram } from "./latency-histogram.ts";

/** How far back calls are counted. */
export const MEASURED_MS = 60 * 60_000;
/** How far back a lane that succeeds too seldom is looked for: what was wrong an hour ago is not now. */
const RECENT_MS = 3 * SLOT_MS;
/** Fewer calls tell nothing of a share or of a 95th percentile. */
const FEWEST_CALLS = 20;
/** Below this share of successes a lane counts as degraded. */
const HEALTHY_SHARE = 0.9;

/** A stretch of calls as a process counted it. */
export interface ProcessSlot extends MeasuredSlot {
  process_id: string;
}

/** A breaker that is not closed in a process. */
export interface ProcessBreaker {
  process_id: string;
  since: Date;
  retry_at: Date;
  reason: string;
}

/** How a lane is, by what all processes have seen of it within the last hour and by their breakers that are not closed. */
export function conditionOf(
  slots: readonly ProcessSlot[],
  breakers: readonly ProcessBreaker[],
  now: Date,
): LaneCondition {
  const [answered, failed] = sums(slots);
  const latencies = new LatencyHistogram();
  for (const { latency_counts } of slots) latencies.addCounts(latency_counts);
  const calls = answered + failed;
  return {
    ...healthOf(slots, breakers, now),
    success_rate: calls === 0 ? null : answered / calls,
    latency_ms: latencies.latency(FEWEST_CALLS),
    measured_calls: calls,
  };
}

type Health = Pick<
  LaneCondition,
  "health" | "health_reason" | "health_since" | "breaker" | "tried_again_at"
>;

function healthOf(
  slots: readonly ProcessSlot[],
  breakers: readonly ProcessBreaker[],
  now: Date,
): Health {
  const open = breakers
    .filter(({ retry_at }) => retry_at > now)
    .toSorted((left, right) => left.retry_at.getTime() - right.retry_at.getTime());
  const [firstBack] = open;
  const [first] = breakers.toSorted((left, right) => left.since.getTime() - right.since.getTime());
  if (first === undefined) return healthByShare(slots, now);
  const others = answeringElsewhere(slots, breakers, first.since);
  const health_since = first.since.toISOString();
  const since = clockText(first.since);
  if (firstBack !== undefined && open.length === breakers.length && others === 0) {
    const again = clockText(firstBack.retry_at);
    return {
      health: "down",
      health_reason: `The breaker is open since ${since}: ${first.reason}. The lane is tried again at ${again}.`,
      health_since,
      breaker: "open",
      tried_again_at: firstBack.retry_at.toISOString(),
    };
  }
  const health_reason =
    others === 0
      ? `The breaker is half open: the next call tries the lane out. It opened at ${since}, because ${first.reason}.`
      : `The breaker is open in ${breakers.length} of ${breakers.length + others} workers since ${since}: ${first.reason}.`;
  return {
    health: "degraded",
    health_reason,
    health_since,
    breaker: "half_open",
    tried_again_at: firstBack?.retry_at.toISOString() ?? null,
  };
}

/** Processes that the lane has answered since, with their own breaker closed. */
function answeringElsewhere(
  slots: readonly ProcessSlot[],
  breakers: readonly ProcessBreaker[],
  since: Date,
): number {
  const opened = new Set(breakers.map(({ process_id }) => process_id));
  const answered = slots.filter(
    ({ process_id, answered_at }) =>
      !opened.has(process_id) && answered_at !== null && answered_at > since,
  );
  return new Set(answered.map(({ process_id }) => process_id)).size;
}

function healthByShare(slots: readonly ProcessSlot[], now: Date): Health {
  const closed = { health_since: null, breaker: "closed", tried_again_at: null } as const;
  const since = now.getTime() - RECENT_MS;
  const [answered, failed] = sums(slots.filter(({ slot }) => slot.getTime() > since));
  const calls = answered + failed;
  if (calls < FEWEST_CALLS || answered >= calls * HEALTHY_SHARE)
    return { ...closed, health: "healthy", health_reason: null };
  const share = Math.round((answered / calls) * 100);
  const words = `Of its last ${calls} calls ${share} % succeeded`;
  return { ...closed, health: "degraded", health_reason: `${words}.` };
}

function sums(slots: readonly MeasuredSlot[]): [answered: number, failed: number] {
  return [
    slots.reduce((sum, { answered }) => sum + answered, 0),
    slots.reduce((sum, { failed }) => sum + failed, 0),
  ];
}
