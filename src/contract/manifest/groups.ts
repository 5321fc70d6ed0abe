import type { ManifestItem } from "./item.ts";
import type { ManifestOperation } from "./line-format.ts";

/** The good items of an input that ask for the same of the same models: what a quote is made of. */
export interface ManifestGroup {
  operation: ManifestOperation;
  /** The acceptable models, the preferred one first. */
  models: string[];
  items: number;
  /** The sum of the items' estimates. */
  input_tokens: number;
  /** The sum over the items that state it. */
  max_output_tokens: number;
  items_without_max_output_tokens: number;
}

/** Sorts items into groups, in order of first appearance, up to a number of groups. */
export class ManifestGroups {
  readonly #maxGroups: number;
  readonly #groups = new Map<string, ManifestGroup>();
  /** Most items ask for the same as the one before. */
  #last: ManifestGroup | undefined;

  constructor(maxGroups: number) {
    this.#maxGroups = maxGroups;
  }

  /**
   * The item's group, made when it is the first of its kind; undefined when that were one too many.
   */
  groupOf({ operation, models }: ManifestItem): ManifestGroup | undefined {
    const last = this.#last;
    if (last?.operation === operation && isSameList(last.models, models)) return last;
    const key =
      models.length === 1 ? `${operation} ${models[0]}` : JSON.stringify([operation, models]);
    const known = this.#groups.get(key);
    if (known !== undefined || this.#groups.size >= this.#maxGroups) {
      this.#last = known;
      return known;
    }
    const group: ManifestGroup = {
      operation,
      models,
      items: 0,
      input_tokens: 0,
      max_output_tokens: 0,
      items_without_max_output_tokens: 0,
    };
    this.#groups.set(key, group);
    this.#last = group;
    return group;
  }

  list(): ManifestGroup[] {
    return [...this.#groups.values()];
  }
}

/** Adds an item to its group. */
export function addToGroup(group: ManifestGroup, item: ManifestItem, inputTokens: number): void {
  group.items += 1;
  group.input_tokens += inputTokens;
  if (item.max_output_tokens === null) group.items_without_max_output_tokens += 1;
  else group.max_output_tokens += item.max_output_tokens;
}

function isSameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name, index) => name === right[index]);
}
