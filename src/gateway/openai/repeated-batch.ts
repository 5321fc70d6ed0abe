import type { CreateOpenaiBatchBody } from "#contract/openai-batches.ts";
import { findTwin } from "#gateway/batches/list-batches.ts";
import type { BatchRow } from "#gateway/batches/store.ts";
import type { Transaction } from "#gateway/database/database.ts";
import { getFileExclusively } from "#gateway/files/file-store.ts";
import type { Principal } from "#gateway/http/handler.ts";

/** OpenAI clients count their tries here, and send no idempotency key. */
const RETRY_COUNT_HEADER = "x-stainless-retry-count";

/** The clients give an answer 10 minutes, and wait for a minute at most before the next try. */
const REPEATED_WITHIN_MS = 15 * 60_000;

/** Whether an OpenAI client sends a request once more by itself, with nothing of ours to tell by that it is the same. */
export function isUnkeyedRetry({ headers }: Request): boolean {
  return Number(headers.get(RETRY_COUNT_HEADER)) > 0 && !headers.has("idempotency-key");
}

/**
 * The batch that an earlier try of the same request made, if it got that far: the caller's newest one of the same body. An
 * earlier try that is still under way is waited for, since both hold the file.
 */
export async function findRepeated(
  tx: Transaction,
  { org_id, api_key_id }: Principal,
  body: CreateOpenaiBatchBody,
  now: Date,
): Promise<BatchRow | undefined> {
  await getFileExclusively(tx, { file_id: body.input_file_id, org_id });
  return findTwin(tx, {
    org_id,
    api_key_id,
    input_file_id: body.input_file_id,
    metadata: body.metadata ?? {},
    created_after: new Date(now.getTime() - REPEATED_WITHIN_MS),
  });
}
