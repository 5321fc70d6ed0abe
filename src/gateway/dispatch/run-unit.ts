import type { BatchId } from "#contract/primitives.ts";
import { finishByJob, runUnitJob } from "#gateway/batches/batch-jobs.ts";
import { tell } from "#gateway/batches/event-store.ts";
import { type BatchRow, lockBatch, updateBatch } from "#gateway/batches/store.ts";
import { completeWhenDone, endEarly } from "#gateway/batches/transitions.ts";
import { cancelUnit, findUnit, startUnit, type UnitRow } from "#gateway/batches/unit-store.ts";
import type { Transaction } from "#gateway/database/database.ts";
import { failPoint } from "#gateway/fail-points/fail-point.ts";
import { getFile } from "#gateway/files/file-store.ts";
import { handleJob, type JobContext, type JobHandler } from "#gateway/queue/job-handler.ts";
import { AnswerRoom } from "./answer-room.ts";
import { commitUnit } from "./commit-unit.ts";
import type { DispatchDependencies } from "./dependencies.ts";
import { LaneLimiter } from "./lane-limiter.ts";
import { produceResults, type SharedByUnits } from "./produce-results.ts";
import { readLines } from "./read-lines.ts";

type UnitContext = JobContext<{ batch_id: BatchId; unit: number }>;

/**
 * Runs one unit: reads its items, runs them down their ladders, writes its two result files under names that
 * carry the fence, and commits what came of it together with the end of the job. A worker that has lost its lease
 * commits nothing; what it wrote is an orphan that nobody refers to. The calls in flight on a lane are bounded over
 * all units of this process.
 */
export function createRunUnit(dependencies: DispatchDependencies): JobHandler {
  const { clock, unitLimits, wait } = dependencies;
  const shared = {
    limiter: new LaneLimiter({ now: () => clock.now(), wait }),
    answers: new AnswerRoom(unitLimits.answerBytes),
  };
  return handleJob(runUnitJob, {
    shared: { jobs: unitLimits.mostUnits, weight: unitLimits.inputBytes },
    run: (context) => runUnit(dependencies, shared, context),
    onDead: (tx, { payload }) => abandonUnit(dependencies, tx, payload),
  });
}

async function runUnit(
  dependencies: DispatchDependencies,
  shared: SharedByUnits,
  context: UnitContext,
): Promise<void> {
  const { database, endings, storage } = dependencies;
  const { batch_id } = context.job.payload;
  const watched = endings.watch(batch_id);
  try {
    const begun = await database.transaction((tx) => beginUnit(dependencies, tx, context));
    if (begun === undefined) return;
    const { batch, unit } = begun;
    failPoint("after_unit_begun");
    const file = await getFile(database, { file_id: batch.input_file_id, org_id: batch.org_id });
    const lines = await readLines(storage, file.storage_key, unit);
    const produced = await produceResults(dependencies, shared, {
      batch,
      unit,
      lines,
      fence: context.fence,
      jobSignal: context.signal,
      endingSignal: watched.signal,
    });
    failPoint("unit_file_written");
    const commit = { batch, unit, produced };
    await database.transaction(async (tx) => {
      await context.complete(tx);
      await commitUnit(dependencies, tx, commit);
      failPoint("before_unit_commit");
    });
    failPoint("after_unit_commit");
  } finally {
    watched.release();
  }
}

/** Takes the unit in hand; undefined, with the job completed, when there is nothing to run any more. */
async function beginUnit(
  { clock, queue }: DispatchDependencies,
  tx: Transaction,
  context: UnitContext,
): Promise<{ batch: BatchRow; unit: UnitRow } | undefined> {
  const { batch_id, unit: number } = context.job.payload;
  await context.hold(tx);
  const batch = await lockBatch(tx, batch_id);
  const unit = await findUnit(tx, batch_id, number);
  const now = clock.now();
  if (batch === undefined || unit === undefined || !isOpen(unit)) {
    await context.complete(tx);
    return undefined;
  }
  if (batch.ending !== null) {
    await context.complete(tx);
    await cancelUnit(tx, unit);
    await completeWhenDone(tx, batch, now, finishByJob(queue));
    return undefined;
  }
  const runs = await startUnit(tx, unit, context.fence);
  if (runs > 1) {
    const message = `Unit ${number} is run again: whoever ran it before did not end it.`;
    await tell(tx, batch_id, { at: now, kind: "unit_retried", message });
  }
  return { batch: await updateBatch(tx, batch, { started_at: batch.started_at ?? now }), unit };
}

function isOpen({ status }: UnitRow): boolean {
  return status === "waiting" || status === "running";
}

/** Ends a batch of which a unit could not be run in all its attempts. */
async function abandonUnit(
  { clock, endings, queue }: DispatchDependencies,
  tx: Transaction,
  payload: { batch_id: BatchId; unit: number },
): Promise<void> {
  const batch = await lockBatch(tx, payload.batch_id);
  const unit = await findUnit(tx, payload.batch_id, payload.unit);
  if (batch === undefined || unit === undefined || !isOpen(unit)) return;
  const now = clock.now();
  const finish = finishByJob(queue);
  await cancelUnit(tx, unit);
  const message = `Unit ${unit.unit} of the work could not be run.`;
  if (batch.ending !== null) await completeWhenDone(tx, batch, now, finish);
  else await endEarly(tx, batch, "failed", now, finish, { code: "internal_error", message });
  tx.afterCommit(() => endings.notice(batch.id, "failed"));
}
