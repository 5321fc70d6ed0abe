import type { Operation } from "#contract/catalog.ts";
import {
  type InexpressibleByLane,
  sumOfInexpressible,
} from "../expressibility/inexpressible-items.ts";

/** What an item is taken to read when the caller gives a number of items and nothing else. */
export const DEFAULT_INPUT_TOKENS_PER_ITEM = 500;

/** What an item is taken to write when neither it nor the caller says. */
export const DEFAULT_OUTPUT_TOKENS_PER_ITEM = 500;

/** Items that ask for the same of the same models: the groups of an input file, or one made of an estimate. */
export interface WorkGroup {
  operation: Operation;
  /** Acceptable models, the preferred one first. */
  models: readonly string[];
  items: number;
  /** The sum over all items. */
  input_tokens: number;
  /** The sum over the items that state a limit. */
  max_output_tokens: number;
  items_without_max_output_tokens: number;
  /** Left out where every lane can be asked for every item, and where the items are not known. */
  inexpressible?: InexpressibleByLane;
}

/**
 * The most that a group is expected to write on a model: what items state, and `assumedPerItem` for those that state
 * nothing; no item writes more than the model can.
 */
export function outputTokensOf(
  group: WorkGroup,
  assumedPerItem: number,
  modelMaximum: number,
): number {
  const stating = group.items - group.items_without_max_output_tokens;
  const stated = Math.min(group.max_output_tokens, stating * modelMaximum);
  return stated + group.items_without_max_output_tokens * Math.min(assumedPerItem, modelMaximum);
}

/** Whether a quote for one operation holds for another: who asked for pictures may send plain text. */
export function coversOperation(quoted: Operation, asked: Operation): boolean {
  return quoted === asked || (quoted === "vision" && asked === "responses");
}

/** The group's mean input in tokens, rounded up. */
export function inputTokensPerItem(group: WorkGroup): number {
  return Math.ceil(group.input_tokens / Math.max(1, group.items));
}

/** The groups with those that ask for the same joined: an alias and a name may have stood for one model. */
export function mergeGroups(groups: readonly WorkGroup[]): WorkGroup[] {
  const merged = new Map<string, WorkGroup>();
  for (const group of groups) {
    const key = JSON.stringify([group.operation, group.models]);
    const known = merged.get(key);
    merged.set(key, known === undefined ? group : sumOfGroups(known, group));
  }
  return [...merged.values()];
}

function sumOfGroups(left: WorkGroup, right: WorkGroup): WorkGroup {
  const inexpressible = sumOfInexpressible(left.inexpressible, right.inexpressible);
  return {
    ...left,
    ...(inexpressible && { inexpressible }),
    items: left.items + right.items,
    input_tokens: left.input_tokens + right.input_tokens,
    max_output_tokens: left.max_output_tokens + right.max_output_tokens,
    items_without_max_output_tokens:
      left.items_without_max_output_tokens + right.items_without_max_output_tokens,
  };
}
