import { BATCH_STATES, canTransition, type BatchStatus } from "#contract/batch-states.ts";
import type { Transaction } from "#gateway/database/database.ts";
import type { EndingJobs } from "./batch-jobs.ts";
import { tell } from "./event-store.ts";
import { type BatchEnding, type BatchProgress, type BatchRow, updateBatch } from "./store.ts";
import { cancelWaitingUnits, countOpenUnits, listRunningUnits } from "./unit-store.ts";

/** Brings a locked batch into a later state and tells of it; an earlier or the same state is our mistake and throws. */
export async function moveTo(
  tx: Transaction,
  batch: BatchRow,
  status: BatchStatus,
  at: Date,
  options: { message?: string; changes?: Partial<BatchProgress> } = {},
): Promise<BatchRow> {
  if (!canTransition(batch.status, status)) {
    throw new Error(`Batch ${batch.id} cannot go from ${batch.status} to ${status}.`);
  }
  const moved = await updateBatch(tx, batch, { ...options.changes, status });
  await tell(tx, batch.id, {
    at,
    kind: "status_changed",
    status,
    message: options.message ?? BATCH_STATES[status].meaning,
  });
  return moved;
}

/**
 * Decides that a locked batch ends early: what nobody has begun is dropped, what runs is stopped by whoever runs it, and what waits
 * for a provider is seen to at once. The first decision stands; a later one changes nothing.
 */
export async function endEarly(
  tx: Transaction,
  batch: BatchRow,
  ending: BatchEnding,
  at: Date,
  jobs: EndingJobs,
  error: { code: string; message: string } | null = null,
): Promise<BatchRow> {
  if (batch.ending !== null || BATCH_STATES[batch.status].cancelRefusal !== null) return batch;
  await cancelWaitingUnits(tx, batch.id);
  const changes = {
    ending,
    error_code: error?.code ?? null,
    error_message: error?.message ?? null,
  };
  await jobs.hastenUnits(tx, batch.id, await listRunningUnits(tx, batch.id));
  return completeWhenDone(tx, await updateBatch(tx, batch, changes), at, jobs);
}

const WHY_COMPLETING: Record<BatchEnding, string> = {
  cancelled: "Nothing runs any more; what was done is being joined and settled.",
  expired: "The deadline has passed; what was done is being joined and settled.",
  failed: "The batch cannot go on; what was done is being joined and settled.",
};

/** Has a locked batch finished when the whole input is cut into units and none of them is waiting or running. */
export async function completeWhenDone(
  tx: Transaction,
  batch: BatchRow,
  at: Date,
  jobs: EndingJobs,
): Promise<BatchRow> {
  if (!batch.is_planned) return batch;
  const { waiting, running } = await countOpenUnits(tx, batch.id);
  if (waiting + running > 0) return batch;
  const completing = await moveTo(
    tx,
    batch,
    "completing",
    at,
    batch.ending === null ? {} : { message: WHY_COMPLETING[batch.ending] },
  );
  await jobs.finish(tx, batch.id);
  return completing;
}
