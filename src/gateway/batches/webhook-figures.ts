import type { BatchRow } from "./store.ts";

/** What the `data` of every batch webhook says. */
export interface BatchFigures {
  batch_id: string;
  status: string;
  items_total: number;
  items_completed: number;
  items_failed: number;
  items_cancelled: number;
  cost_usd: string;
  metadata: Record<string, string>;
}

/** The figures of a batch for a webhook; `cost_usd` is a decimal string of dollars. */
export function batchFigures(
  batch: Pick<
    BatchRow,
    "id" | "status" | "item_count" | "completed" | "failed" | "cancelled" | "metadata"
  >,
  cost_usd: string,
): BatchFigures & Record<string, unknown> {
  return {
    batch_id: batch.id,
    status: batch.status,
    items_total: batch.item_count,
    items_completed: batch.completed,
    items_failed: batch.failed,
    items_cancelled: batch.cancelled,
    cost_usd,
    metadata: batch.metadata,
  };
}
