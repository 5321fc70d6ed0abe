import { isTerminal } from "#contract/batch-states.ts";
import type { Batch } from "#contract/batches.ts";
import type { Client } from "#contract/client.ts";
import { contract } from "#contract/index.ts";

/** A batch that repairs no other one, and all that was submitted to do part of it again. */
export interface Family {
  first: Batch;
  /** Those that have ended, oldest first. */
  later: readonly Batch[];
  /** Those that have not. */
  runningCount: number;
}

/** More than anybody repairs by hand; a family that is larger is read so far. */
const MOST_BATCHES = 50;

/** Climbs from a batch to the first of its family, and from there reads every retry. */
export async function readFamily(
  client: Client,
  batch: Batch,
  signal: AbortSignal,
): Promise<Family> {
  let first = batch;
  for (let steps = 0; first.parent_batch_id !== null && steps < MOST_BATCHES; steps += 1) {
    const params = { id: first.parent_batch_id };
    // Each step begins where the one before led.
    // oxlint-disable-next-line no-await-in-loop
    first = await client.call(contract.batches.get, { params }, { signal });
  }
  const later: Batch[] = [];
  for (const parent of generations(first, later)) {
    const query = { parent_batch_id: parent.id, limit: MOST_BATCHES };
    // Each generation is known only from the one before.
    // oxlint-disable-next-line no-await-in-loop
    later.push(...(await client.call(contract.batches.list, { query }, { signal })).data);
  }
  const ended = later.filter(({ status }) => isTerminal(status));
  return {
    first,
    later: ended.toSorted((a, b) => a.created_at.localeCompare(b.created_at)),
    runningCount: later.length - ended.length,
  };
}

/** The first batch, then each that was found meanwhile. */
function* generations(first: Batch, found: readonly Batch[]): Generator<Batch> {
  yield first;
  for (let at = 0; at < found.length && at < MOST_BATCHES; at += 1) {
    const next = found[at];
    if (next !== undefined) yield next;
  }
}
