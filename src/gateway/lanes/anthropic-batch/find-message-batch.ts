import type { UpstreamOrder } from "../batch-lane.ts";
import type { MessageBatch } from "./message-batch.ts";

/** By how much the provider's clock may differ from ours, and how long a request may be under way. */
const CLOCK_SKEW_MS = 3_600_000;

/** For how long a search is remembered that nobody goes on with: none is undecided for as long. */
const MOST_UNDECIDED_MS = 48 * 3_600_000;

/** What is asked of the provider in order to find a batch. */
export interface BatchFinderParts {
  now: () => Date;
  /** All batches, newest first. */
  list: (signal: AbortSignal) => AsyncIterable<MessageBatch>;
  /** The custom id of one of the results of a batch that has ended; null where there is none. */
  anyId: (batch: MessageBatch, signal: AbortSignal) => Promise<string | null>;
}

/** Finds batches by the custom ids of their results, which is all that the provider keeps of an order. */
export interface BatchFinder {
  /** Ends the search for an order's batch: it has been decided, or a batch may be created anew. */
  end(order: UpstreamOrder): void;
  /** Null where no batch is the order's among those that it can be. */
  find(order: UpstreamOrder, signal: AbortSignal): Promise<string | null | "undecided">;
}

/** What is known of an order that has been looked for and not been found. */
interface Search {
  /** When it was first looked for; nobody has handed it over since. */
  begun_at: Date;
  /** Batches of as many requests that have turned out to be others'. */
  others: Set<string>;
}

/**
 * Candidates are the batches with as many requests as the order, created between an hour before it was begun and an hour after it was
 * first looked for, since nobody hands an order over that is being looked for. One that has ended tells by its results whose it is; while
 * one works, the answer is `undecided`. So that ends when all of a number of batches that does not grow have ended: 26 hours after the
 * first look at the latest, counted anew when the process is. Results that are kept no more count as another's.
 */
export function createBatchFinder({ now, list, anyId }: BatchFinderParts): BatchFinder {
  const searches = new Map<string, Search>();

  function searchOf({ reference }: UpstreamOrder): Search {
    const oldest = now().getTime() - MOST_UNDECIDED_MS;
    for (const [other, { begun_at }] of searches)
      if (begun_at.getTime() < oldest) searches.delete(other);
    const search = searches.get(reference) ?? { begun_at: now(), others: new Set() };
    searches.set(reference, search);
    return search;
  }

  return {
    end: ({ reference }) => void searches.delete(reference),
    async find(order, signal) {
      const { begun_at, others } = searchOf(order);
      const earliest = order.begun_at.getTime() - CLOCK_SKEW_MS;
      const latest = begun_at.getTime() + CLOCK_SKEW_MS;
      let isUndecided = false;
      for await (const batch of list(signal)) {
        const created = batch.created_at.getTime();
        if (created < earliest) break;
        if (created > latest || batch.total !== order.items || others.has(batch.id)) continue;
        if (batch.status !== "ended") {
          isUndecided = true;
          continue;
        }
        const id = batch.is_archived ? null : await anyId(batch, signal);
        if (id?.startsWith(order.reference) === true) return batch.id;
        others.add(batch.id);
      }
      return isUndecided ? "undecided" : null;
    },
  };
}
