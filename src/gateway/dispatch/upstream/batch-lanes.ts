import type { Ladder } from "#gateway/batches/ladder.ts";
import type { UpstreamLimits } from "#gateway/lanes/batch-lane.ts";
import type { Lane } from "#gateway/lanes/lane.ts";

const SHARE_OF_BYTES = 0.8;

type Lanes = ReadonlyMap<string, Lane>;

/** Whether any rung is a lane that takes whole batches. */
export function hasBatchLane(ladders: readonly Ladder[], lanes: Lanes): boolean {
  return ladders.some(({ rungs }) => rungs.some(({ lane_id }) => isBatchLane(lanes, lane_id)));
}

/** What units may hold where all work starts on lanes that take whole batches, so that each becomes one; null elsewhere. */
export function upstreamUnitLimits(
  ladders: readonly Ladder[],
  lanes: Lanes,
): UpstreamLimits | null {
  const limits: UpstreamLimits[] = [];
  for (const { rungs } of ladders) {
    const lane = lanes.get(rungs[0]?.lane_id ?? "");
    if (lane?.kind !== "batch") return null;
    limits.push(lane.limits);
  }
  if (limits.length === 0) return null;
  return {
    items: Math.min(...limits.map(({ items }) => items)),
    // Lines grow a little on their way into a provider's form, and what is too much would be a batch of its own.
    bytes: Math.floor(Math.min(...limits.map(({ bytes }) => bytes)) * SHARE_OF_BYTES),
  };
}

function isBatchLane(lanes: Lanes, lane_id: string): boolean {
  return lanes.get(lane_id)?.kind === "batch";
}
