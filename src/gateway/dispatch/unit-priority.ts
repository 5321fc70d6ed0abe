import type { RunId } from "#contract/primitives.ts";
import type { SlaTier } from "#contract/quotes.ts";

const OF_RUN = 200;
const OF_TIER: Readonly<Record<SlaTier, number>> = { priority: 100, standard: 50, flex: 0 };
const UNITS_AHEAD = 8;

/**
 * How soon a unit's job is claimed, higher being sooner: workflow runs first, then by tier. The first units of a batch
 * come before the later ones of others, so that a small batch does not wait for all of a large one; beyond those, whoever
 * came first is first, so that no batch is passed for ever.
 */
export function unitPriority(
  { run_id, sla_tier }: { run_id: RunId | null; sla_tier: SlaTier },
  unit: number,
): number {
  if (run_id !== null) return OF_RUN;
  return OF_TIER[sla_tier] - Math.min(unit, UNITS_AHEAD);
}
