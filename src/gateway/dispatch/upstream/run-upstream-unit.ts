import { lockBatch } from "#gateway/batches/store.ts";
import type { Transaction } from "#gateway/database/database.ts";
import { endRound, type UnitRow } from "#gateway/batches/unit-store.ts";
import { failPoint } from "#gateway/fail-points/fail-point.ts";
import type { JobControls } from "#gateway/queue/job-handler.ts";
import type { DispatchDependencies } from "../dependencies.ts";
import type { ItemRunner } from "../run-item.ts";
import { OrderBooks } from "./order-books.ts";
import { type EndedRound, runRound } from "./run-round.ts";
import { isSettled, stepOrder } from "./step-order.ts";
import {
  insertUpstreamBatches,
  listUpstreamBatches,
  type UpstreamBatchRow,
} from "#gateway/batches/upstream-store.ts";
import type { UpstreamUnit } from "./upstream-unit.ts";

/**
 * Takes a unit of which items go to providers as whole batches as far as it goes now. Gives the artifact that says how every
 * item ended, or null, with the job put off, while a provider has to be waited for.
 */
export async function runUpstreamUnit(
  dependencies: DispatchDependencies,
  runner: ItemRunner,
  hand: UpstreamUnit,
  controls: JobControls,
): Promise<string | null> {
  let { unit } = hand;
  for (;;) {
    const at = { ...hand, unit };
    const orders = await settleOrders(dependencies, at, controls);
    if (orders === null) return null;
    const ended = await runRound(dependencies, runner, at, orders);
    failPoint("round_written");
    if (ended.batches.length === 0) return ended.name;
    unit = await keepRound(dependencies, controls, unit, ended);
    failPoint("after_round_commit");
  }
}

/** The upstream batches of the pass before once all of them are settled; null, with the job put off, until then. */
async function settleOrders(
  dependencies: DispatchDependencies,
  hand: UpstreamUnit,
  controls: JobControls,
): Promise<UpstreamBatchRow[] | null> {
  const { database } = dependencies;
  const { batch_id, unit, rounds } = hand.unit;
  const books = new OrderBooks(dependencies, hand, controls);
  const rows = await listUpstreamBatches(database, { batch_id, unit, round: rounds });
  for (const [at, row] of rows.entries()) {
    hand.jobSignal.throwIfAborted();
    let stepped = await stepOrder(books, row);
    // What has just come in is deleted at the provider at once.
    if (stepped.status === "answered") stepped = await stepOrder(books, stepped);
    rows[at] = stepped;
  }
  const open = rows.filter((row) => !isSettled(row));
  if (open.length === 0) return rows;
  const run_at = new Date(Math.min(...open.map(({ next_look_at }) => next_look_at.getTime())));
  await database.transaction((tx) => putOff(dependencies, tx, hand, controls, run_at));
  return null;
}

/** Puts the job off, unless it was decided meanwhile that the batch ends early: nobody would wake it then. */
async function putOff(
  { clock }: DispatchDependencies,
  tx: Transaction,
  { unit, endingSignal }: UpstreamUnit,
  controls: JobControls,
  run_at: Date,
): Promise<void> {
  await controls.hold(tx);
  const batch = await lockBatch(tx, unit.batch_id);
  const isNews = batch !== undefined && batch.ending !== null && !endingSignal.aborted;
  await controls.reschedule(tx, { run_at: isNews ? clock.now() : run_at });
}

async function keepRound(
  { clock, database }: DispatchDependencies,
  controls: JobControls,
  unit: UnitRow,
  { name, batches }: EndedRound,
): Promise<UnitRow> {
  const { batch_id, rounds } = unit;
  const round = rounds + 1;
  await database.transaction(async (tx) => {
    await controls.hold(tx);
    await endRound(tx, unit, name);
    const of = { batch_id, unit: unit.unit, round, now: clock.now() };
    await insertUpstreamBatches(tx, of, batches);
  });
  return { ...unit, rounds: round, round_name: name };
}
