import type { QuoteId } from "#contract/primitives.ts";
import type { Transaction } from "#gateway/database/database.ts";
import type { StoredFile } from "#gateway/files/file-store.ts";
import type { Principal } from "#gateway/http/handler.ts";
import { type BatchInput, inputOf } from "./accepted-batch.ts";
import type { BatchRow } from "./store.ts";
import { submitBatch, type SubmitDependencies } from "./submit-batch.ts";

/** All of a file on a quote's own terms. */
export interface FileSubmission {
  principal: Principal;
  quote_id: QuoteId;
  /** Kept from being deleted by the transaction. */
  file: StoredFile;
  /** Of the file, with what lanes cannot be asked for. */
  groups: BatchInput["groups"];
  metadata: Record<string, string>;
}

/** Accepts a file as a batch within the caller's transaction; throws as `submitBatch` does. */
export async function submitFile(
  tx: Transaction,
  dependencies: SubmitDependencies,
  { principal, quote_id, file, groups, metadata }: FileSubmission,
): Promise<BatchRow> {
  const { org_id, api_key_id } = principal;
  const { row } = await submitBatch(tx, dependencies, {
    org_id,
    api_key_id,
    run_id: null,
    quote_id,
    input: inputOf(file, groups, "file"),
    terms: {},
    webhook: undefined,
    metadata,
    parent_batch_id: null,
  });
  return row;
}
