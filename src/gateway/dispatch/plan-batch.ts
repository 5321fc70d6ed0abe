import type { BatchId, OrgId } from "#contract/primitives.ts";
import { endingJobs, planBatchJob, runUnitJob, unitJobKey } from "#gateway/batches/batch-jobs.ts";
import { counted } from "#gateway/batches/count-text.ts";
import { tell } from "#gateway/batches/event-store.ts";
import type { Ladder } from "#gateway/batches/ladder.ts";
import { type BatchLaneRow, listBatchLanes } from "#gateway/batches/lane-store.ts";
import { type BatchRow, lockBatch, updateBatch } from "#gateway/batches/store.ts";
import { completeWhenDone, moveTo } from "#gateway/batches/transitions.ts";
import { insertUnits, type UnitRange } from "#gateway/batches/unit-store.ts";
import type { Transaction } from "#gateway/database/database.ts";
import { failPoint } from "#gateway/fail-points/fail-point.ts";
import { getFile } from "#gateway/files/file-store.ts";
import { LeaseLost } from "#gateway/queue/job.ts";
import { handleJob, type JobContext, type JobHandler } from "#gateway/queue/job-handler.ts";
import type { DispatchDependencies } from "./dependencies.ts";
import { UnitCutter } from "./unit-cutter.ts";
import { unitPriority } from "./unit-priority.ts";
import { UNIT_INPUT_BYTES, unitSizeOf } from "./unit-size.ts";

/** Units a transaction adds: few enough that nobody waits long for it. */
const UNITS_PER_CHUNK = 200;

type PlanContext = JobContext<{ batch_id: BatchId }>;

/**
 * Cuts a batch into units and has each run. What is cut is kept, so a successor goes on where a crash ended it. Of a
 * batch that was ended meanwhile the rest is cut too, as cancelled units: every item belongs to one.
 */
export function createPlanBatch(dependencies: DispatchDependencies): JobHandler {
  return handleJob(planBatchJob, { run: (context) => planBatch(dependencies, context) });
}

async function planBatch(dependencies: DispatchDependencies, context: PlanContext): Promise<void> {
  const { database, storage } = dependencies;
  const batch = await database.transaction((tx) => beginPlanning(dependencies, tx, context));
  if (batch === undefined) return;
  failPoint("plan_begun");

  const file = await getFile(database, { file_id: batch.input_file_id, org_id: batch.org_id });
  const from = {
    unit: batch.planned_units,
    item: batch.planned_items,
    byte: Number(batch.planned_bytes),
  };
  const cutter = new UnitCutter(unitSizeOf(batch, dependencies.lanes), from);
  let cut: UnitRange[] = [];
  for await (const chunk of await storage.open(file.storage_key, {
    start: from.byte,
    end: file.size_bytes,
  })) {
    cutter.push(chunk);
    cut.push(...cutter.take());
    while (cut.length >= UNITS_PER_CHUNK) {
      const units = cut.slice(0, UNITS_PER_CHUNK);
      cut = cut.slice(UNITS_PER_CHUNK);
      await database.transaction((tx) => addUnits(dependencies, tx, context, units));
      failPoint("plan_chunk_committed");
    }
  }
  cutter.end();
  cut.push(...cutter.take());
  if (cutter.items !== batch.item_count) {
    throw new Error(`The input has ${cutter.items} items; ${batch.item_count} were accepted.`);
  }
  await database.transaction(async (tx) => {
    const planned = await addUnits(dependencies, tx, context, cut);
    await endPlanning(dependencies, tx, planned);
    await context.complete(tx);
    failPoint("before_plan_commit");
  });
  failPoint("after_plan_commit");
}

/** Brings the batch to `routing`; undefined when there is nothing left to plan. */
async function beginPlanning(
  { clock }: DispatchDependencies,
  tx: Transaction,
  context: PlanContext,
): Promise<BatchRow | undefined> {
  await context.hold(tx);
  let batch = await lockBatch(tx, context.job.payload.batch_id);
  if (batch === undefined || batch.is_planned) return undefined;
  const now = clock.now();
  if (batch.status === "pending") batch = await moveTo(tx, batch, "queued", now);
  if (batch.status === "queued") {
    batch = await moveTo(tx, batch, "routing", now);
    await tellLanes(tx, batch, now);
  }
  return batch;
}

async function addUnits(
  { queue }: DispatchDependencies,
  tx: Transaction,
  context: PlanContext,
  units: readonly UnitRange[],
): Promise<BatchRow> {
  await context.hold(tx);
  const batch = await lockBatch(tx, context.job.payload.batch_id);
  const [first] = units;
  const last = units.at(-1);
  // Whoever has planned further than we know of has taken this job over.
  if (batch === undefined || (first !== undefined && first.unit !== batch.planned_units))
    throw new LeaseLost(context.job);
  if (last === undefined) return batch;
  const isEnding = batch.ending !== null;
  await insertUnits(tx, batch.id, isEnding ? "cancelled" : "waiting", units);
  if (!isEnding)
    await queue.enqueueMany(
      tx,
      runUnitJob,
      units.map((unit) => runJobOf(batch, unit)),
    );
  return updateBatch(tx, batch, {
    planned_units: last.unit + 1,
    planned_items: last.end_item,
    planned_bytes: last.end_byte,
  });
}

function runJobOf(
  batch: { id: BatchId; org_id: OrgId } & Parameters<typeof unitPriority>[0],
  { unit, first_byte, end_byte }: UnitRange,
) {
  return {
    payload: { batch_id: batch.id, unit },
    job_key: unitJobKey(batch.id, unit),
    group_key: batch.org_id,
    priority: unitPriority(batch, unit),
    weight: Math.min(Number(end_byte - first_byte), UNIT_INPUT_BYTES),
  };
}

async function endPlanning(
  dependencies: DispatchDependencies,
  tx: Transaction,
  batch: BatchRow,
): Promise<void> {
  const { clock, queue } = dependencies;
  const now = clock.now();
  let planned = await updateBatch(tx, batch, { is_planned: true });
  if (planned.ending === null) {
    const size = counted(unitSizeOf(batch, dependencies.lanes).items, "item");
    const place = batch.planned_units === 1 ? "it is on its lane" : "they are on their lanes";
    const message = `Cut into ${counted(batch.planned_units, "unit")} of up to ${size}; ${place}.`;
    planned = await moveTo(tx, planned, "dispatched", now, { message });
    if (planned.completed + planned.failed > 0)
      planned = await moveTo(tx, planned, "processing", now);
  }
  await completeWhenDone(tx, planned, now, endingJobs(queue));
}

const LADDERS_TOLD = 20;

async function tellLanes(tx: Transaction, batch: BatchRow, at: Date): Promise<void> {
  const lanes = (await listBatchLanes(tx, [batch.id])).get(batch.id) ?? [];
  for (const ladder of batch.ladders.slice(0, LADDERS_TOLD)) {
    const [first] = ladder.rungs;
    if (first === undefined) continue;
    const message = ladderText(batch, ladder, lanes);
    await tell(tx, batch.id, { at, kind: "lane_selected", lane_id: first.lane_id, message });
  }
}

const WHY_SELECTED = {
  cheapest: "the cheapest lane that could take the work",
  fastest: "the fastest lane that could take the work",
  sla_aware: "the lane that was surest of the deadline for its price",
  balanced: "the best balance of price, success rate and backlog",
} as const satisfies Record<BatchRow["routing_mode"], string>;

function ladderText(batch: BatchRow, ladder: Ladder, lanes: readonly BatchLaneRow[]): string {
  const named = ladder.rungs.map(({ lane_id, model }) => {
    const lane = lanes.find(
      (candidate) => candidate.lane_id === lane_id && candidate.model === model,
    );
    return `${model} on ${lane?.display_name ?? lane_id}`;
  });
  const [first = "no lane", ...others] = named;
  const fallback =
    others.length === 0
      ? "There is no lane to fall back on."
      : `Where that fails: ${others.join(", then ")}.`;
  const verb = ladder.items === 1 ? "starts" : "start";
  return `${counted(ladder.items, "item")} ${verb} with ${first}, ${WHY_SELECTED[batch.routing_mode]} when the quote was locked. ${fallback}`;
}
