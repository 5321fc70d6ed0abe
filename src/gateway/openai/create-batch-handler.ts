import { OPERATION_OF_URL } from "#contract/manifest/line-format.ts";
import type { openai } from "#contract/openai.ts";
import type { CreateOpenaiBatchBody } from "#contract/openai-batches.ts";
import type { FileId, OrgId } from "#contract/primitives.ts";
import type { BatchRow } from "#gateway/batches/store.ts";
import type { FileSubmission } from "#gateway/batches/submit-file.ts";
import type { Clock } from "#gateway/clock.ts";
import type { Database, Transaction } from "#gateway/database/database.ts";
import { getFile, getFileForUse, type StoredFile } from "#gateway/files/file-store.ts";
import type { Handler, Principal } from "#gateway/http/handler.ts";
import { problem } from "#gateway/http/problem.ts";
import { insertQuote, type StoredQuote } from "#gateway/quotes/quote-store.ts";
import { batchObject } from "./batch-object.ts";
import { findRepeated, isUnkeyedRetry } from "./repeated-batch.ts";

export interface CreateBatchDependencies {
  clock: Clock;
  database: Database;
  /** The groups of a file, with what lanes cannot be asked for. */
  groupsOfFile: (file: StoredFile) => Promise<FileSubmission["groups"]>;
  /** Throws `overloaded` while no further batch is accepted. */
  requireRoom: () => Promise<void>;
  /** A quote by `cheapest` for all of a file, not written yet; throws `preflight_failed` where no lane takes the work. */
  quoteFile: (org_id: OrgId, file_id: FileId) => Promise<StoredQuote>;
  /** Accepts a file as a batch on a quote that the transaction has; throws the problem that keeps it from that. */
  submitFile: (tx: Transaction, submission: FileSubmission) => Promise<BatchRow>;
}

/** Locks a quote for the file and accepts it in one transaction: a batch with its quote, or neither. */
export function createBatchCreateHandler(
  dependencies: CreateBatchDependencies,
): Handler<typeof openai.createBatch> {
  const { clock, database, groupsOfFile, quoteFile, requireRoom } = dependencies;
  return async ({ principal, body, headers, request, transaction }) => {
    const { org_id } = principal;
    const { input_file_id: file_id } = body;
    const file = await getFile(database, { file_id, org_id });
    requireEndpoint(file, body.endpoint);
    await requireRoom();
    const quote = await quoteFile(org_id, file_id);
    const groups = await groupsOfFile(file);
    return transaction(async (tx) => {
      // Who has gone tries once more, and that try must not find this one still to come.
      request.signal.throwIfAborted();
      if (isUnkeyedRetry(request)) {
        const known = await findRepeated(tx, principal, body, clock.now());
        if (known !== undefined) {
          headers["idempotent-replayed"] = "true";
          return batchObject(tx, known);
        }
      }
      return batchObject(tx, await submit(dependencies, tx, { principal, body, quote, groups }));
    });
  };
}

async function submit(
  { submitFile }: CreateBatchDependencies,
  tx: Transaction,
  asked: {
    principal: Principal;
    body: CreateOpenaiBatchBody;
    quote: StoredQuote;
    groups: FileSubmission["groups"];
  },
): Promise<BatchRow> {
  const { principal, body, quote, groups } = asked;
  const key = { file_id: body.input_file_id, org_id: principal.org_id };
  const file = await getFileForUse(tx, key);
  await insertQuote(tx, quote);
  const metadata = body.metadata ?? {};
  return submitFile(tx, { principal, quote_id: quote.id, file, groups, metadata });
}

/** Throws `invalid_request` for a file of native lines, and for one whose lines are not all for this endpoint. */
function requireEndpoint(file: StoredFile, endpoint: CreateOpenaiBatchBody["endpoint"]): void {
  if (file.format === "native") {
    throw refused(
      "input_file_id",
      "The file has native lines; this endpoint takes OpenAI Batch lines. POST /v1/batches takes either.",
    );
  }
  const other = file.urls?.find(({ url }) => url !== endpoint);
  if (other !== undefined) {
    throw refused(
      "endpoint",
      `Line ${other.first_line} of the file is for ${other.url}, not for ${endpoint}. A batch has one endpoint.`,
    );
  }
  // Of a file from before the URLs were noted there is only what its lines ask for.
  if (file.groups.some(({ operation }) => operation !== OPERATION_OF_URL[endpoint]))
    throw refused("endpoint", `Not all lines of the file are for ${endpoint}.`);
}

function refused(field: keyof CreateOpenaiBatchBody, message: string): Error {
  const path = `body.${field}`;
  return problem("invalid_request", `${path}: ${message}`, { issues: [{ path, message }] });
}
