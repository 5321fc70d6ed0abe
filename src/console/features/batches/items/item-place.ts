import type { ResultRow } from "#contract/batches.ts";

/** An item's place in the input, from 0: a result's id ends in it. NaN when it does not. */
export function itemPlace({ id }: Pick<ResultRow, "id">): number {
  return Number(/-(\d+)$/.exec(id)?.[1] ?? Number.NaN);
}
