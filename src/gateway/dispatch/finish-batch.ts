import type { BatchStatus } from "#contract/batch-states.ts";
import { type BatchId, toMoney } from "#contract/primitives.ts";
import { finishBatchJob, sweepUnitsJob } from "#gateway/batches/batch-jobs.ts";
import { counted } from "#gateway/batches/count-text.ts";
import { tell } from "#gateway/batches/event-store.ts";
import { listBatchLanes } from "#gateway/batches/lane-store.ts";
import { type BatchRow, findAnyBatch, lockBatch } from "#gateway/batches/store.ts";
import { moveTo } from "#gateway/batches/transitions.ts";
import { moveResults } from "#gateway/batches/unit-store.ts";
import { batchFigures } from "#gateway/batches/webhook-figures.ts";
import { artifactUrls, billOfBatch } from "#gateway/batches/wire-batch.ts";
import type { Transaction } from "#gateway/database/database.ts";
import { failPoint } from "#gateway/fail-points/fail-point.ts";
import { getFile } from "#gateway/files/file-store.ts";
import { handleJob, type JobContext, type JobHandler } from "#gateway/queue/job-handler.ts";
import { deleteUnowned, noteUnowned, ownArtifacts } from "#gateway/storage/unowned-artifacts.ts";
import type { DispatchDependencies, EndedStatus } from "./dependencies.ts";
import { type JoinedResults, joinResults, type JoinSource } from "./join-results.ts";
import { artifactName } from "./unit-files.ts";

/** How long unit files are kept after the end, for readers who looked up their names just before it. */
const SWEEP_AFTER_MS = 10 * 60_000;
/** Parameters come in arrays, so the number is bounded by the time that a statement may take. */
const UNITS_PER_STATEMENT = 1_000;

type FinishContext = JobContext<{ batch_id: BatchId }>;

/**
 * Ends a batch, once: joins its results, then in one transaction settles the bill, writes the final state and tells the
 * timeline, the webhook, and whoever listens.
 */
export function createFinishBatch(dependencies: DispatchDependencies): JobHandler {
  return handleJob(finishBatchJob, { run: (context) => finishBatch(dependencies, context) });
}

async function finishBatch(
  dependencies: DispatchDependencies,
  context: FinishContext,
): Promise<void> {
  const { clock, database, storage } = dependencies;
  const batch = await findAnyBatch(database, context.job.payload.batch_id);
  if (batch?.status !== "completing") return;
  const names = {
    output: artifactName(batch.id, context.fence, "output"),
    errors: artifactName(batch.id, context.fence, "errors"),
  };
  await noteUnowned(database, Object.values(names), clock.now());
  let isEnded = false;
  try {
    await endBatch(dependencies, context, { batch, names });
    isEnded = true;
  } finally {
    if (!isEnded) await deleteUnowned({ database, storage }, Object.values(names));
  }
}

async function endBatch(
  dependencies: DispatchDependencies,
  context: FinishContext,
  { batch, names }: { batch: BatchRow; names: JoinSource["names"] },
): Promise<void> {
  const { database, storage, endListeners } = dependencies;
  const file = await getFile(database, { file_id: batch.input_file_id, org_id: batch.org_id });
  failPoint("before_artifact_join");
  const joined = await joinResults({
    queryable: database,
    storage,
    batch,
    input_key: file.storage_key,
    names,
  });
  const ending = { batch, status: batch.ending ?? ("completed" as const) };
  const listeners = await Promise.all(endListeners.map((listener) => listener(ending)));

  await database.transaction(async (tx) => {
    await context.complete(tx);
    await ownArtifacts(tx, Object.values(names));
    const ended = await writeEnd(dependencies, tx, {
      batch_id: batch.id,
      status: ending.status,
      joined,
    });
    for (const listener of listeners) await listener(tx, ended);
    failPoint("before_settle_commit");
  });
  failPoint("after_settle_commit");
}

async function writeEnd(
  dependencies: DispatchDependencies,
  tx: Transaction,
  end: { batch_id: BatchId; status: EndedStatus; joined: JoinedResults },
): Promise<BatchRow> {
  const { clock, credits, queue } = dependencies;
  const { output, errors, units } = end.joined;
  const batch = await lockBatch(tx, end.batch_id);
  if (batch === undefined) throw new Error(`The batch ${end.batch_id} is gone.`);
  const now = clock.now();
  const lanes = (await listBatchLanes(tx, [batch.id])).get(batch.id) ?? [];
  const bill = billOfBatch(batch, lanes);
  const { charged_micros, released_micros } = await credits.settle(
    tx,
    batch.org_id,
    batch.id,
    bill.total,
  );
  for (let from = 0; from < units.length; from += UNITS_PER_STATEMENT) {
    await moveResults(tx, batch.id, units.slice(from, from + UNITS_PER_STATEMENT));
  }
  const [charged, reserved, released] = [
    charged_micros,
    batch.reserved_micros,
    released_micros,
  ].map((micros) => `$${toMoney(micros).amount}`);
  const message = `${charged} charged of ${reserved} reserved; ${released} given back.`;
  await tell(tx, batch.id, { at: now, kind: "settled", message });
  const cancelled = batch.item_count - batch.completed - batch.failed;
  const ended = await moveTo(tx, batch, end.status, now, {
    message: endText(end.status, { ...batch, cancelled }),
    changes: {
      cancelled,
      charged_micros,
      completed_at: now,
      output_name: output.name,
      output_bytes: output.bytes,
      error_name: errors.name,
      error_bytes: errors.bytes,
    },
  });
  await tellWebhook(dependencies, tx, ended, charged_micros);
  const run_at = new Date(now.getTime() + SWEEP_AFTER_MS);
  await queue.enqueue(tx, sweepUnitsJob, {
    payload: { batch_id: batch.id, is_last: false },
    run_at,
  });
  return ended;
}

const END_WORDS: Readonly<Record<EndedStatus, string>> = {
  completed: "Completed",
  failed: "Failed",
  cancelled: "Cancelled",
  expired: "Expired at its deadline",
};

function endText(
  status: EndedStatus,
  batch: Pick<BatchRow, "completed" | "failed" | "cancelled" | "error_message">,
): string {
  const why =
    status === "failed" && batch.error_message !== null ? ` (${batch.error_message})` : "";
  const parts = [
    `${counted(batch.completed, "item")} answered`,
    `${counted(batch.failed, "item")} failed`,
  ];
  if (batch.cancelled > 0) parts.push(`${counted(batch.cancelled, "item")} not done`);
  return `${END_WORDS[status]}${why}: ${parts.join(", ")}.`;
}

async function tellWebhook(
  { clock, links, webhooks }: DispatchDependencies,
  tx: Transaction,
  ended: BatchRow,
  charged_micros: bigint,
): Promise<void> {
  if (ended.run_id !== null) return;
  const urls = artifactUrls(ended, links, clock.now());
  const status: BatchStatus = ended.status;
  const figures = batchFigures(ended, toMoney(charged_micros).amount);
  const error =
    ended.error_code === null ? null : { code: ended.error_code, message: ended.error_message };
  await webhooks.emit(tx, {
    type: webhookTypeOf(status),
    org_id: ended.org_id,
    batch_id: ended.id,
    run_id: null,
    fields: { batch_id: ended.id, ...urls },
    data: { ...figures, ...urls, error },
  });
}

function webhookTypeOf(status: BatchStatus) {
  if (
    status === "completed" ||
    status === "failed" ||
    status === "cancelled" ||
    status === "expired"
  ) {
    return `batch.${status}` as const;
  }
  throw new TypeError(`A batch that is ${status} has not ended.`);
}
