import type { Operation } from "#contract/catalog.ts";
import type { Rates } from "../catalog/rates.ts";
import { coversOperation } from "./work.ts";

/** Where the work starts, and the lanes that it may climb to after that. */
const LADDER_RUNGS = 4;

/** One model on one lane, with the rates that the quote locked: fee not included. */
export interface Rung {
  lane_id: string;
  display_name: string;
  provider: string;
  /** The catalog's own name of the model, never an alias. */
  model: string;
  region: string;
  rates: Rates;
  max_input_tokens: number;
  max_output_tokens: number;
}

/** What a quote locked for the items that ask for the same of the same models. */
export interface LockedGroup {
  operation: Operation;
  models: readonly string[];
  /** Every eligible lane, the best first by the quote's routing mode; ladders are cut from it. */
  rungs: readonly Rung[];
}

/** All that a quote locked: enough to price a batch and to route its items with no look at the catalog. */
export interface LockedPlan {
  fee_basis_points: number;
  /** What an item without a limit of its own is taken to write. */
  assumed_output_tokens_per_item: number;
  /** Every name of every quoted model, with the name that rungs go by. */
  model_names: Readonly<Record<string, string>>;
  groups: readonly LockedGroup[];
}

/**
 * The ladder for items that accept `models` (slugs or aliases) and ask for `operation`: at most `LADDER_RUNGS` rungs on
 * different lanes, the first one the selected lane. Empty when the quote covers none of the models for it.
 */
export function ladderFor(
  plan: LockedPlan,
  models: readonly string[],
  operation: Operation,
): Rung[] {
  const accepted = new Set(models.flatMap((name) => slugIn(plan, name) ?? []));
  const groups = plan.groups.filter((group) => coversOperation(group.operation, operation));
  const same = groups.find((group) => isSameSet(group.models, accepted));
  const ranked = same?.rungs ?? groups.flatMap((group) => group.rungs);
  return cutLadder(ranked.filter((rung) => accepted.has(rung.model)));
}

/** The first rungs of a ranking, one a lane: another model on a lane that has just failed would be of no help. */
export function cutLadder<Ranked extends { lane_id: string }>(ranked: readonly Ranked[]): Ranked[] {
  const ladder = new Map<string, Ranked>();
  for (const rung of ranked) {
    if (ladder.size === LADDER_RUNGS) break;
    if (!ladder.has(rung.lane_id)) ladder.set(rung.lane_id, rung);
  }
  return [...ladder.values()];
}

function slugIn(plan: LockedPlan, name: string): string | undefined {
  return Object.hasOwn(plan.model_names, name) ? plan.model_names[name] : undefined;
}

function isSameSet(models: readonly string[], accepted: ReadonlySet<string>): boolean {
  return models.length === accepted.size && models.every((model) => accepted.has(model));
}
