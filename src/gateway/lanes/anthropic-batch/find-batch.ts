import type { BatchLane, UpstreamOrder } from "../batch-lane.ts";
import type { BatchProvider } from "../provider/batch-provider.ts";
import type { BatchObject } from "./batch-object.ts";
import { listBatches, resultsOf } from "./batches.ts";

/** By how much the provider's clock may differ from ours, and how long a request may be under way. */
const CLOCK_SKEW_MS = 3_600_000;

/** How many batches' ids are remembered at most. */
const MOST_KNOWN = 10_000;

/**
 * Finds a batch by the custom ids of its results, which is all that the provider keeps of an order. Candidates are the batches with as many
 * requests as the order, created while it may have been handed over, give or take an hour, and known of no other order. One that has ended tells by its results whose it
 * is; while one works, the answer is `undecided`. That ends: candidates do not become more, and each of them ends within 24 hours, which is 25
 * hours after the order was last tried. Results that are not kept any more count as another's.
 */
export function createBatchFinder(provider: BatchProvider): BatchLane["find"] {
  /** By batch; the results of one that has ended do not change. */
  const knownIds = new Map<string, string | null>();

  async function isOf(order: UpstreamOrder, batch: BatchObject, signal: AbortSignal) {
    if (batch.is_archived) return false;
    if (knownIds.size >= MOST_KNOWN) knownIds.clear();
    const known = knownIds.get(batch.id);
    const id = known === undefined ? await anyIdOf(batch, provider, signal) : known;
    knownIds.set(batch.id, id);
    return id?.startsWith(order.reference) === true;
  }

  return async (order, signal) => {
    const earliest = order.begun_at.getTime() - CLOCK_SKEW_MS;
    const latest = order.tried_at.getTime() + CLOCK_SKEW_MS;
    let isUndecided = false;
    for await (const batch of listBatches(provider, signal)) {
      const created = batch.created_at.getTime();
      if (created < earliest) break;
      if (created > latest || batch.total !== order.items) continue;
      if (await order.isTaken(batch.id)) continue;
      if (batch.status !== "ended") isUndecided = true;
      else if (await isOf(order, batch, signal)) return batch.id;
    }
    return isUndecided ? "undecided" : null;
  };
}

/** The custom id of one of the results of a batch that has ended; null where there is none. */
async function anyIdOf(
  batch: BatchObject,
  provider: BatchProvider,
  signal: AbortSignal,
): Promise<string | null> {
  for await (const { id } of resultsOf(batch, provider, signal)) return id;
  return null;
}
