import { isTerminal } from "#contract/batch-states.ts";
import type { Batch } from "#contract/batches.ts";
import type { ProgressPart } from "../../ui/segment-shares.ts";

const ITEM_FILTERS = ["completed", "failed", "cancelled", "running", "waiting"] as const;
/** The items of a batch by state, as the address calls them. */
export type ItemFilter = (typeof ITEM_FILTERS)[number];

/** Whether a word of the address is a filter that we know. */
export function isItemFilter(word: string | null): word is ItemFilter {
  return ITEM_FILTERS.some((known) => known === word);
}

/** The items in the order of the bar; those that were never done stand there once there are any. */
export function progressParts(
  batch: Pick<Batch, "status" | "counts" | "running_items" | "cancel_requested">,
): ProgressPart[] {
  const { counts, status, cancel_requested } = batch;
  const left = counts.total - counts.completed - counts.failed - counts.cancelled;
  const running = Math.min(batch.running_items, left);
  const isEnded = isTerminal(status);
  // Nobody takes up what waits once cancelling was asked for.
  const isDropped = cancel_requested && !isEnded;
  const cancelled = counts.cancelled + (isDropped ? left - running : 0);
  const parts: ProgressPart[] = [
    { id: "completed", tone: "done", word: "completed", count: counts.completed },
    { id: "failed", tone: "failed", word: "failed", count: counts.failed },
  ];
  if (cancelled > 0) {
    const word = cancel_requested ? "cancelled" : "not done";
    // Hollow, as what waits is: nothing was done with them.
    parts.push({ id: "cancelled", tone: "waiting", word, count: cancelled });
  }
  if (isEnded) return parts;
  parts.push({ id: "running", tone: "running", word: "running", count: running });
  if (isDropped) return parts;
  return [...parts, { id: "waiting", tone: "waiting", word: "waiting", count: left - running }];
}
