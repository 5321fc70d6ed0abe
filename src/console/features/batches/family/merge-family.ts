import { type MergedRow, mergeResults, type MergeSources } from "../export/merged-rows.ts";

/** A batch that does part of another one again. */
export interface LaterBatch extends MergeSources {
  /** Every item id of its input. */
  ids: ReadonlySet<string>;
}

/**
 * The rows of the first batch in its input order, where it has no answer those of the later ones: the first of them that
 * has one, else the newest reason. `later` from the oldest to the newest. Of batches whose lines keep the order of the
 * first one nothing is held but a row.
 */
export async function* mergeFamily(
  first: MergeSources,
  later: readonly LaterBatch[],
): AsyncGenerator<MergedRow> {
  const batches = later.map((batch) => new LaterRows(batch));
  try {
    for await (const row of mergeResults(first)) {
      let best = row;
      for (const batch of batches) {
        // Taken also where it is not wanted, so that it is not kept waiting.
        const again = await batch.take(row.customer_item_id);
        if (again !== undefined && !isAnswered(best)) best = again;
      }
      yield best;
    }
  } finally {
    await Promise.all(batches.map((batch) => batch.close()));
  }
}

function isAnswered({ answer, error_code }: MergedRow): boolean {
  return error_code === null && answer !== null;
}

/** The rows of a batch by item id. Those that come before their turn wait. */
class LaterRows {
  readonly #ids: ReadonlySet<string>;
  readonly #rows: AsyncGenerator<MergedRow>;
  readonly #waiting = new Map<string, MergedRow>();

  constructor(batch: LaterBatch) {
    this.#ids = batch.ids;
    this.#rows = mergeResults(batch);
  }

  async take(id: string): Promise<MergedRow | undefined> {
    if (!this.#ids.has(id)) return undefined;
    const known = this.#waiting.get(id);
    if (known !== undefined) {
      this.#waiting.delete(id);
      return known;
    }
    for (;;) {
      // Each row comes after the one before.
      // oxlint-disable-next-line no-await-in-loop
      const next = await this.#rows.next();
      if (next.done === true) return undefined;
      if (next.value.customer_item_id === id) return next.value;
      this.#waiting.set(next.value.customer_item_id, next.value);
    }
  }

  async close(): Promise<void> {
    await this.#rows.return(undefined);
  }
}
