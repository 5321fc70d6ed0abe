import type { Ladder } from "#gateway/batches/ladder.ts";
import type { Lane } from "#gateway/lanes/lane.ts";

/** How large units may grow. */
export interface UnitSize {
  items: number;
  /** A unit closes with the line that takes it to this size. */
  bytes: number;
}

/** What a unit holds in memory at most, but for its last line. */
export const UNIT_INPUT_BYTES = 8 * 1024 * 1024;
/** Small batches are cut fine, so that their progress can be seen. */
const UNITS_AIMED_AT = 50;
const MOST_ITEMS = 1_000;
/** With a provider's lane: of what a worker has in hand when it dies, the answers are asked for, and paid, once more. */
const MOST_BILLED_ITEMS = 100;
/** Lines grow a little on their way into a provider's form, and what is too much would be a batch of its own. */
const SHARE_OF_UPSTREAM_BYTES = 0.8;

type Lanes = ReadonlyMap<string, Lane>;

/** The size of a batch's units: where all work starts on lanes that take whole batches, as much as those take, so that each becomes one. */
export function unitSizeOf(
  { ladders, item_count }: { ladders: readonly Ladder[]; item_count: number },
  lanes: Lanes,
): UnitSize {
  const upstream = upstreamSize(ladders, lanes);
  if (upstream !== null) return { ...upstream, items: Math.min(upstream.items, item_count) };
  const mostItems = isBilled(ladders, lanes) ? MOST_BILLED_ITEMS : MOST_ITEMS;
  const items = Math.min(Math.max(Math.ceil(item_count / UNITS_AIMED_AT), 1), mostItems);
  return { items, bytes: UNIT_INPUT_BYTES };
}

/** Whether any rung is a lane that takes whole batches. */
export function hasBatchLane(ladders: readonly Ladder[], lanes: Lanes): boolean {
  return lanesOf(ladders, lanes).some(({ kind }) => kind === "batch");
}

/** Whether any rung is a lane that is called once per item, by a provider's pace. */
function isBilled(ladders: readonly Ladder[], lanes: Lanes): boolean {
  return lanesOf(ladders, lanes).some((lane) => lane.kind === "sync" && lane.pacing !== null);
}

function upstreamSize(ladders: readonly Ladder[], lanes: Lanes): UnitSize | null {
  const sizes: UnitSize[] = [];
  for (const { rungs } of ladders) {
    const lane = lanes.get(rungs[0]?.lane_id ?? "");
    if (lane?.kind !== "batch") return null;
    sizes.push(lane.limits);
  }
  if (sizes.length === 0) return null;
  return {
    items: Math.min(...sizes.map(({ items }) => items)),
    bytes: Math.floor(Math.min(...sizes.map(({ bytes }) => bytes)) * SHARE_OF_UPSTREAM_BYTES),
  };
}

function lanesOf(ladders: readonly Ladder[], lanes: Lanes): Lane[] {
  const rungs = ladders.flatMap((ladder) => ladder.rungs);
  return rungs.flatMap(({ lane_id }) => lanes.get(lane_id) ?? []);
}
