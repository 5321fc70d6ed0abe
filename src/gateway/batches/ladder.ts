import type { Operation } from "#contract/catalog.ts";

/** One step of a ladder: a model on a lane. */
export interface Rung {
  /** From 1. */
  rung: number;
  lane_id: string;
  model: string;
}

/** The lanes that items of one kind climb down, the first one first. */
export interface Ladder {
  operation: Operation;
  /** The acceptable models, as the items name them: with the operation, this tells which items the ladder is for. */
  models: string[];
  items: number;
  rungs: Rung[];
}

/** What the climbs of all keys begin with. */
export const CLIMB_KEYS = "climb ";

/** Names the climbs from one step to another among the folded events of a batch. */
export function climbKey(from: Omit<Rung, "rung">, to: Omit<Rung, "rung">): string {
  return `${CLIMB_KEYS}${from.lane_id} ${from.model} ${to.lane_id} ${to.model}`;
}

/** Finds an item's ladder; an item of a kind that was not priced has none, which validation rules out. */
export function ladderFinder(
  ladders: readonly Ladder[],
): (item: { operation: Operation; models: readonly string[] }) => Ladder | undefined {
  const byKind = new Map(ladders.map((ladder) => [kindOf(ladder), ladder]));
  return (item) => byKind.get(kindOf(item));
}

function kindOf({ operation, models }: { operation: string; models: readonly string[] }): string {
  return JSON.stringify([operation, models]);
}
