import type { batches } from "#contract/batches.ts";
import { BATCH_STATES } from "#contract/batch-states.ts";
import type { BatchId } from "#contract/primitives.ts";
import type { Transaction } from "#gateway/database/database.ts";
import { failPoint } from "#gateway/fail-points/fail-point.ts";
import { entityTag } from "#gateway/http/entity-tag.ts";
import type { Handler, Handlers } from "#gateway/http/handler.ts";
import { decodeCursor, pageOfRows } from "#gateway/http/page-cursor.ts";
import { problem } from "#gateway/http/problem.ts";
import { createArtifactHandlers } from "./artifact-handlers.ts";
import { finishByJob } from "./batch-jobs.ts";
import { billingReceipt } from "./billing-receipt.ts";
import { counted } from "./count-text.ts";
import { createCreateHandler } from "./create-handler.ts";
import type { BatchDependencies } from "./dependencies.ts";
import { tell } from "./event-store.ts";
import { listBatches } from "./list-batches.ts";
import { getBatch, lockBatch } from "./store.ts";
import { createTimelineHandlers } from "./timeline-handlers.ts";
import { endEarly } from "./transitions.ts";
import { countOpenUnits } from "./unit-store.ts";
import { batchesOnWire, batchVersion, singleBatchOnWire } from "./wire-batch.ts";

const BATCH_ID = /^bat_[0-9a-z]{20}$/;

/** Answers all endpoints of batches. */
export function createBatchHandlers(dependencies: BatchDependencies): Handlers<typeof batches> {
  const { clock, database } = dependencies;
  return {
    create: createCreateHandler(dependencies),
    cancel: createCancelHandler(dependencies),
    ...createTimelineHandlers(dependencies),
    ...createArtifactHandlers(dependencies),

    async list({ principal: { org_id }, query, revalidate }) {
      const { limit, cursor, ...filter } = query;
      const before = decodeCursor(cursor, BATCH_ID);
      const rows = await listBatches(database, org_id, filter, { limit: limit + 1, before });
      const now = clock.now();
      revalidate(entityTag(rows.map((row) => batchVersion(row, now)).join()));
      const { data, next_cursor } = pageOfRows(
        rows,
        limit,
        (row) => row.id,
        (row) => row,
      );
      return { data: await batchesOnWire(database, data, dependencies), next_cursor };
    },

    async get({ principal: { org_id }, params: { id }, query, revalidate }) {
      const row = await getBatch(database, org_id, id);
      const hasReceipt = query.include_billing_receipt === true;
      revalidate(`${batchVersion(row, clock.now())}${hasReceipt ? "-receipt" : ""}`);
      const batch = await singleBatchOnWire(database, row, dependencies);
      return hasReceipt
        ? { ...batch, billing_receipt: await billingReceipt(database, row) }
        : batch;
    },

    async billingReceipt({ principal: { org_id }, params: { id }, revalidate }) {
      const row = await getBatch(database, org_id, id);
      revalidate(`${row.id}-${row.version}`);
      return billingReceipt(database, row);
    },
  };
}

function createCancelHandler(dependencies: BatchDependencies): Handler<typeof batches.cancel> {
  const { database, noticeEnding } = dependencies;
  return async ({ principal: { org_id }, params: { id }, transaction }) => {
    await getBatch(database, org_id, id);
    return transaction(async (tx) => {
      const row = await cancel(dependencies, tx, id);
      failPoint("before_cancel_commit");
      tx.afterCommit(() => {
        failPoint("after_cancel_commit");
        noticeEnding(id, "cancelled");
      });
      return singleBatchOnWire(tx, row, dependencies);
    });
  };
}

/** Cancels a batch; one that is being cancelled already stays as it is. Throws `batch_terminal` when it is too late. */
async function cancel({ clock, queue }: BatchDependencies, tx: Transaction, id: BatchId) {
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
  return endEarly(tx, batch, "cancelled", clock.now(), finishByJob(queue));
}
