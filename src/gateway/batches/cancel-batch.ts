import { BATCH_STATES } from "#contract/batch-states.ts";
import type { BatchId } from "#contract/primitives.ts";
import type { Clock } from "#gateway/clock.ts";
import type { Transaction } from "#gateway/database/database.ts";
import { failPoint } from "#gateway/fail-points/fail-point.ts";
import { problem } from "#gateway/http/problem.ts";
import type { Queue } from "#gateway/queue/queue.ts";
import { endingJobs } from "./batch-jobs.ts";
import { counted } from "./count-text.ts";
import { tell } from "./event-store.ts";
import { type BatchEnding, type BatchRow, lockBatch } from "./store.ts";
import { endEarly } from "./transitions.ts";
import { countOpenUnits } from "./unit-store.ts";

export interface CancelDependencies {
  clock: Clock;
  queue: Queue;
  /** Tells whoever runs the batch in this process that it is to end early. */
  noticeEnding: (batch_id: BatchId, ending: BatchEnding) => void;
}

/**
 * Cancels a batch within the caller's transaction; one that is being cancelled already stays as it is. Throws `not_found`, and
 * `batch_terminal` when it is too late.
 */
export async function cancelBatch(
  dependencies: CancelDependencies,
  tx: Transaction,
  id: BatchId,
): Promise<BatchRow> {
  const row = await cancel(dependencies, tx, id);
  failPoint("before_cancel_commit");
  tx.afterCommit(() => {
    failPoint("after_cancel_commit");
    dependencies.noticeEnding(id, "cancelled");
  });
  return row;
}

async function cancel({ clock, queue }: CancelDependencies, tx: Transaction, id: BatchId) {
  const batch = await lockBatch(tx, id);
  if (batch === undefined) throw problem("not_found");
  if (batch.ending === "cancelled" && BATCH_STATES[batch.status].cancelRefusal === null)
    return batch;
  const refusal =
    BATCH_STATES[batch.status].cancelRefusal ??
    (batch.ending === null ? null : "The batch is ending already.");
  if (refusal !== null) throw problem("batch_terminal", refusal, { status: batch.status });
  const { waiting, running } = await countOpenUnits(tx, id);
  const message = `Cancelling was asked for: ${counted(waiting, "unit")} not begun dropped, ${counted(running, "unit")} being stopped.`;
  await tell(tx, id, { at: clock.now(), kind: "cancel_requested", message });
  return endEarly(tx, batch, "cancelled", clock.now(), endingJobs(queue));
}
