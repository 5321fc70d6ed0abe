import { newId, toMoney } from "#contract/primitives.ts";
import { endingJobs } from "#gateway/batches/batch-jobs.ts";
import { tellFolded } from "#gateway/batches/event-store.ts";
import { climbKey } from "#gateway/batches/ladder.ts";
import { addToLanes, type BatchLaneRow, listBatchLanes } from "#gateway/batches/lane-store.ts";
import { insertReceipts } from "#gateway/batches/receipt-store.ts";
import {
  type BatchProgress,
  type BatchRow,
  lockBatch,
  updateBatch,
} from "#gateway/batches/store.ts";
import { completeWhenDone, endEarly, moveTo } from "#gateway/batches/transitions.ts";
import { finishUnit, type UnitRow } from "#gateway/batches/unit-store.ts";
import { batchFigures } from "#gateway/batches/webhook-figures.ts";
import { billOfBatch } from "#gateway/batches/wire-batch.ts";
import type { Transaction } from "#gateway/database/database.ts";
import type { DispatchDependencies } from "./dependencies.ts";
import type { ProducedResults } from "./produce-results.ts";
import { type Climb, climbText } from "./unit-tally.ts";

/** How long a webhook hears nothing of progress after it has heard of some. */
const PROGRESS_EVERY_MS = 30_000;

/**
 * Writes down what came of a unit, in the transaction in which its job is completed: the unit, the counts, what its lanes
 * used, its receipts, the timeline, the progress webhook; and what follows from it for the batch.
 */
export async function commitUnit(
  dependencies: DispatchDependencies,
  tx: Transaction,
  { unit, produced }: { unit: UnitRow; produced: ProducedResults },
): Promise<void> {
  const { clock, entropy, queue } = dependencies;
  const { tally, files, stop, unserved } = produced;
  const now = clock.now();
  let batch = await lockBatch(tx, unit.batch_id);
  if (batch === undefined) return;
  tx.afterCommit(() => dependencies.onUnitCommitted?.(tally));
  await finishUnit(tx, unit, files);
  await addToLanes(tx, batch.id, tally.lanes());
  const receiptId = () => newId("receipt", now.getTime(), entropy);
  await insertReceipts(tx, batch.id, tally.receipts(unit, stop ?? "cancelled", receiptId));
  const lanes = (await listBatchLanes(tx, [batch.id])).get(batch.id) ?? [];
  for (const climb of tally.climbs()) await tellClimb(tx, batch, climb, lanes, now);

  const changes: Partial<BatchProgress> = {
    completed: batch.completed + tally.completed,
    failed: batch.failed + tally.failed,
    cancelled: batch.cancelled + tally.cancelled,
  };
  const hasResults = tally.completed + tally.failed > 0;
  batch =
    batch.status === "dispatched" && hasResults
      ? await moveTo(tx, batch, "processing", now, { changes })
      : await updateBatch(tx, batch, changes);
  const jobs = endingJobs(queue);
  if (unserved !== null) {
    const message = `No lane could take the work: ${unserved}`;
    batch = await endEarly(tx, batch, "failed", now, jobs, {
      code: "no_lane_available",
      message,
    });
  }
  if (batch.status !== "completing") batch = await completeWhenDone(tx, batch, now, jobs);
  if (batch.status === "processing") await tellProgress(dependencies, tx, batch, lanes);
  const { id, ending } = batch;
  if (ending !== null) tx.afterCommit(() => dependencies.endings.notice(id, ending));
}

async function tellClimb(
  tx: Transaction,
  batch: BatchRow,
  { from, to, reasons }: Climb,
  lanes: readonly BatchLaneRow[],
  at: Date,
): Promise<void> {
  const nameOf = ({ lane_id, model }: Climb["from"]): string => {
    const lane = lanes.find(
      (candidate) => candidate.lane_id === lane_id && candidate.model === model,
    );
    return `${model} on ${lane?.display_name ?? lane_id}`;
  };
  const key = climbKey(from, to);
  await tellFolded(tx, batch.id, key, reasons, (sum) => {
    const items = Object.values(sum).reduce((total, times) => total + times, 0);
    const message = `${nameOf(from)} → ${nameOf(to)}: ${climbText(items, sum)}.`;
    return { at, kind: "rung_climbed", lane_id: to.lane_id, message };
  });
}

async function tellProgress(
  { clock, webhooks }: DispatchDependencies,
  tx: Transaction,
  batch: BatchRow,
  lanes: readonly BatchLaneRow[],
): Promise<void> {
  if (batch.run_id !== null) return;
  const now = clock.now();
  const toldBefore = batch.progress_told_at ?? batch.started_at ?? batch.created_at;
  if (now.getTime() - toldBefore.getTime() < PROGRESS_EVERY_MS) return;
  const cost_usd = toMoney(billOfBatch(batch, lanes).total).amount;
  await updateBatch(tx, batch, { progress_told_at: now });
  await webhooks.emit(tx, {
    type: "batch.progress",
    org_id: batch.org_id,
    batch_id: batch.id,
    run_id: null,
    fields: { batch_id: batch.id },
    data: batchFigures(batch, cost_usd),
  });
}
