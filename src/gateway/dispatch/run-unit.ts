import type { BatchId } from "#contract/primitives.ts";
import { endingJobs, runUnitJob } from "#gateway/batches/batch-jobs.ts";
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
import { UnitStopped } from "./ending-watch.ts";
import {
  itemRunner,
  type ItemSource,
  produceResults,
  type SharedByUnits,
  sourceOfLines,
  type UnitInHand,
} from "./produce-results.ts";
import { readLines } from "./read-lines.ts";
import { hasBatchLane } from "./unit-size.ts";
import { runUpstreamUnit } from "./upstream/run-upstream-unit.ts";
import { sourceOfRound } from "./upstream/source-of-round.ts";

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
  const { database, endings } = dependencies;
  const { batch_id } = context.job.payload;
  const watched = endings.watch(batch_id);
  try {
    const begun = await database.transaction((tx) => beginUnit(dependencies, tx, context));
    if (begun === undefined) return;
    const { batch, unit } = begun;
    failPoint("after_unit_begun");
    const { ending } = batch;
    const hand = {
      batch,
      unit,
      fence: context.fence,
      jobSignal: context.signal,
      endingSignal: ending === null ? watched.signal : AbortSignal.abort(new UnitStopped(ending)),
    };
    const source = await sourceOfUnit(dependencies, shared, hand, context);
    if (source === null) return;
    const produced = await produceResults(dependencies, shared, hand, source);
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

/** Where what comes of the items is had from; null, with the job put off, while a provider has them as a batch. */
async function sourceOfUnit(
  dependencies: DispatchDependencies,
  { limiter }: SharedByUnits,
  hand: UnitInHand,
  context: UnitContext,
): Promise<ItemSource | null> {
  const { database, lanes, storage } = dependencies;
  const { batch, unit } = hand;
  const file = await getFile(database, { file_id: batch.input_file_id, org_id: batch.org_id });
  if (!hasBatchLane(batch.ladders, lanes) && unit.rounds === 0)
    return sourceOfLines(hand, await readLines(storage, file.storage_key, unit));
  const upstream = { ...hand, input_key: file.storage_key };
  const runner = itemRunner(dependencies, limiter, hand);
  const name = await runUpstreamUnit(dependencies, runner, upstream, context);
  return name === null ? null : sourceOfRound(storage, name);
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
  // What a provider may have of it is asked back first.
  if (batch.ending !== null && unit.rounds === 0) {
    await context.complete(tx);
    await cancelUnit(tx, unit);
    await completeWhenDone(tx, batch, now, endingJobs(queue));
    return undefined;
  }
  const runs = await startUnit(tx, unit, context.fence);
  // A unit of which a provider has items as a batch is taken in hand at every look.
  if (runs > 1 && unit.rounds === 0) {
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
  const jobs = endingJobs(queue);
  await cancelUnit(tx, unit);
  const message = `Unit ${unit.unit} of the work could not be run.`;
  if (batch.ending !== null) await completeWhenDone(tx, batch, now, jobs);
  else await endEarly(tx, batch, "failed", now, jobs, { code: "internal_error", message });
  tx.afterCommit(() => endings.notice(batch.id, "failed"));
}
