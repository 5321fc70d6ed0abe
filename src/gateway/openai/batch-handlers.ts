import type { openai } from "#contract/openai.ts";
import type { BatchId } from "#contract/primitives.ts";
import { listBatches } from "#gateway/batches/list-batches.ts";
import { type BatchRow, getBatch } from "#gateway/batches/store.ts";
import type { Transaction } from "#gateway/database/database.ts";
import type { Handlers } from "#gateway/http/handler.ts";
import { batchObject, batchObjects } from "./batch-object.ts";
import { createBatchCreateHandler, type CreateBatchDependencies } from "./create-batch-handler.ts";
import { listObject } from "./list-object.ts";

export interface OpenaiBatchDependencies extends CreateBatchDependencies {
  /** Cancels a batch that the org has; throws `batch_terminal` when it is too late. */
  cancelBatch: (tx: Transaction, batch_id: BatchId) => Promise<BatchRow>;
}

type BatchHandlers = Pick<
  Handlers<typeof openai>,
  "createBatch" | "listBatches" | "getBatch" | "cancelBatch"
>;

/** Answers the batches of OpenAI clients: the same ones as everywhere, in another form. */
export function createOpenaiBatchHandlers(dependencies: OpenaiBatchDependencies): BatchHandlers {
  const { cancelBatch, database } = dependencies;
  return {
    createBatch: createBatchCreateHandler(dependencies),

    async listBatches({ principal: { org_id }, query: { limit, after } }) {
      const page = { limit: limit + 1, before: after ?? null };
      const rows = await listBatches(database, org_id, {}, page);
      return listObject(await batchObjects(database, rows), limit);
    },

    async getBatch({ principal: { org_id }, params: { batch_id } }) {
      return batchObject(database, await getBatch(database, org_id, batch_id));
    },

    async cancelBatch({ principal: { org_id }, params: { batch_id }, transaction }) {
      await getBatch(database, org_id, batch_id);
      return transaction(async (tx) => batchObject(tx, await cancelBatch(tx, batch_id)));
    },
  };
}
