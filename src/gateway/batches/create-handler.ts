import type { batches, CreateBatchBody } from "#contract/batches.ts";
import type { Transaction } from "#gateway/database/database.ts";
import { getFile, getFileForUse, type StoredFile } from "#gateway/files/file-store.ts";
import type { Handler, Principal } from "#gateway/http/handler.ts";
import { type BatchInput, inputOf } from "./accepted-batch.ts";
import type { BatchDependencies } from "./dependencies.ts";
import { withInlineFile } from "./inline-file.ts";
import { submitBatch } from "./submit-batch.ts";
import { singleBatchOnWire } from "./wire-batch.ts";

/** Submits a batch: all that changes anything happens in one transaction, with the record of its idempotency key. */
export function createCreateHandler(
  dependencies: BatchDependencies,
): Handler<typeof batches.create> {
  const { database, expressibility } = dependencies;
  return async ({ principal, body, transaction }) => {
    const { org_id } = principal;
    const { items, input_file_id } = body;
    await dependencies.backlog.requireRoom();
    if (items !== undefined) {
      return withInlineFile(dependencies, { org_id, items }, (writeFile) =>
        transaction(async (tx) =>
          submit(dependencies, tx, principal, body, { ...(await writeFile(tx)), basis: "items" }),
        ),
      );
    }
    // The contract refuses a body that has neither.
    if (input_file_id === undefined) throw new TypeError("A batch has items or an input file");
    const key = { file_id: input_file_id, org_id };
    // Before the transaction: a file that was not counted for the lanes of today is read for it.
    const groups = await expressibility.groupsOfFile(await getFile(database, key));
    return transaction(async (tx) => {
      const file = await getFileForUse(tx, key);
      return submit(dependencies, tx, principal, body, { file, groups, basis: "file" });
    });
  };
}

async function submit(
  dependencies: BatchDependencies,
  tx: Transaction,
  { org_id, api_key_id }: Principal,
  body: CreateBatchBody,
  { file, groups, basis }: { file: StoredFile } & Pick<BatchInput, "groups" | "basis">,
) {
  const { routing_mode, sla_tier, privacy_tier, allowed_regions } = body;
  const { row, webhook } = await submitBatch(tx, dependencies, {
    org_id,
    api_key_id,
    run_id: null,
    quote_id: body.quote_id,
    input: inputOf(file, groups, basis),
    terms: { routing_mode, sla_tier, privacy_tier, allowed_regions },
    webhook: body.webhook,
    metadata: body.metadata ?? {},
    parent_batch_id: body.parent_batch_id ?? null,
  });
  return { batch: { ...(await singleBatchOnWire(tx, row, dependencies)), webhook } };
}
