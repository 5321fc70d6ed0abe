import type { batches } from "#contract/batches.ts";
import { entityTag } from "#gateway/http/entity-tag.ts";
import type { Handler, Handlers } from "#gateway/http/handler.ts";
import { decodeCursor, pageOfRows } from "#gateway/http/page-cursor.ts";
import { createArtifactHandlers } from "./artifact-handlers.ts";
import { billingReceipt } from "./billing-receipt.ts";
import { cancelBatch } from "./cancel-batch.ts";
import { createCreateHandler } from "./create-handler.ts";
import type { BatchDependencies } from "./dependencies.ts";
import { listBatches } from "./list-batches.ts";
import { getBatch } from "./store.ts";
import { createTimelineHandlers } from "./timeline-handlers.ts";
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
      return revalidate(entityTag(rows.map((row) => batchVersion(row, now)).join()), async () => {
        const { data, next_cursor } = pageOfRows(
          rows,
          limit,
          (row) => row.id,
          (row) => row,
        );
        return { data: await batchesOnWire(database, data, dependencies), next_cursor };
      });
    },

    async get({ principal: { org_id }, params: { id }, query, revalidate }) {
      const row = await getBatch(database, org_id, id);
      const hasReceipt = query.include_billing_receipt === true;
      const version = `${batchVersion(row, clock.now())}${hasReceipt ? "-receipt" : ""}`;
      return revalidate(version, async () => {
        const batch = await singleBatchOnWire(database, row, dependencies);
        return hasReceipt
          ? { ...batch, billing_receipt: await billingReceipt(database, row) }
          : batch;
      });
    },

    async billingReceipt({ principal: { org_id }, params: { id }, revalidate }) {
      const row = await getBatch(database, org_id, id);
      return revalidate(`${row.id}-${row.version}`, () => billingReceipt(database, row));
    },
  };
}

function createCancelHandler(dependencies: BatchDependencies): Handler<typeof batches.cancel> {
  return async ({ principal: { org_id }, params: { id }, transaction }) => {
    await getBatch(dependencies.database, org_id, id);
    return transaction(async (tx) =>
      singleBatchOnWire(tx, await cancelBatch(dependencies, tx, id), dependencies),
    );
  };
}
