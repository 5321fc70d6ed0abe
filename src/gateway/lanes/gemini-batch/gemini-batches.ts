import type { UpstreamAnswer, UpstreamOrder } from "../batch-lane.ts";
import {
  askForRecord,
  askUnless,
  brokenJson,
  failureOfHandling,
  recordOf,
} from "../provider/ask-for-record.ts";
import { askProvider, type ProviderRequest } from "../provider/ask-provider.ts";
import type { BatchProvider } from "../provider/batch-provider.ts";
import { jsonBody } from "../provider/provider-body.ts";
import { linesOfProvider } from "../provider/provider-lines.ts";
import { isOk, type ProviderReply } from "../provider/read-reply.ts";
import { recordsOf, textOf } from "../translate/answer.ts";
import { type BatchOperation, type BatchOutput, readBatchOperation } from "./batch-operation.ts";
import { fileOfLines, GONE_FILE } from "./lines-file.ts";
import { keyOfResponse } from "./read-response.ts";

// https://ai.google.dev/api/batch-api

const PAGE_ITEMS = 100;

/** The calls of the Batch API; each fails as `askForRecord` and `linesOfProvider` do. */
export interface GeminiBatches {
  /** Creates a batch of an order's lines for a model, under the order's reference as its display name. */
  create(order: UpstreamOrder, model: string, signal: AbortSignal): Promise<BatchOperation>;
  get(name: string, signal: AbortSignal): Promise<BatchOperation>;
  /** All batches, in no order that is documented, as many at a time as are asked for. */
  list(signal: AbortSignal, pageItems?: number): AsyncGenerator<BatchOperation, void>;
  /** The responses of a batch that has ended. */
  responses(output: BatchOutput, signal: AbortSignal): AsyncGenerator<UpstreamAnswer, void>;
  cancel(name: string, signal: AbortSignal): Promise<void>;
  /** Deletes a batch with its files. */
  delete(name: string, signal: AbortSignal): Promise<void>;
}

/** The batches of the project that a lane's key belongs to. */
export function createGeminiBatches(provider: BatchProvider): GeminiBatches {
  const { access, connection } = provider;
  const batchOf = (value: unknown): BatchOperation => {
    const batch = readBatchOperation(value);
    if (batch !== undefined) return batch;
    throw brokenJson(connection, "what was to be a batch is none");
  };
  const ask = async (request: ProviderRequest, signal: AbortSignal) =>
    await askForRecord(access, connection, request, signal);
  const get: GeminiBatches["get"] = async (name, signal) =>
    batchOf(await ask({ method: "GET", path: pathOf(name) }, signal));
  const remove = async (name: string, gone: readonly number[], signal: AbortSignal) =>
    void (await askUnless(
      gone,
      access,
      connection,
      { method: "DELETE", path: pathOf(name) },
      signal,
    ));

  return {
    async create(order, model, signal) {
      const file_name = await fileOfLines(order, provider, signal);
      const batch = { display_name: order.reference, input_config: { file_name } };
      const path = `/v1beta/models/${encodeURIComponent(model)}:batchGenerateContent`;
      await order.confirm();
      return batchOf(await ask({ method: "POST", path, body: jsonBody({ batch }) }, signal));
    },
    get,
    async *list(signal, pageItems = PAGE_ITEMS) {
      let from = "";
      for (;;) {
        const path = `${pathOf("batches")}?pageSize=${pageItems}${from}`;
        const page = await ask({ method: "GET", path }, signal);
        if (!isPage(page)) throw brokenJson(connection, "the list of batches is none");
        yield* recordsOf(page.operations).flatMap((each) => readBatchOperation(each) ?? []);
        const token = textOf(page.nextPageToken);
        const next = token === undefined ? from : `&pageToken=${encodeURIComponent(token)}`;
        // A server that gives the same page for ever is left.
        if (next === from) return;
        from = next;
      }
    },
    async *responses(output, signal) {
      for await (const text of textsOf(output, provider, signal)) {
        const id = keyOfResponse(text);
        if (id !== null) yield { id, text };
      }
    },
    async cancel(name, signal) {
      const reply = await askProvider(access, connection, cancelling(name), signal);
      if (isOk(reply.status) || reply.status === 404) return;
      const isRefused = reply.status === 400 || reply.status === 409;
      // What has ended cannot be cancelled any more, and need not be.
      if (isRefused && (await get(name, signal)).is_done) return;
      throw failureOfHandling(reply, connection, access.now());
    },
    async delete(name, signal) {
      const path = pathOf(name);
      const kept = await askUnless([404], access, connection, { method: "GET", path }, signal);
      if (kept === null) return;
      const { input_file, output } = batchOf(recordOf(kept, connection));
      if (input_file !== null) await remove(input_file, GONE_FILE, signal);
      if (output.kind === "file") await remove(output.name, UNDELETABLE_FILE, signal);
      await remove(name, [404], signal);
    },
  };
}

/**
 * The API refuses to delete the files that it names by itself, whose ids are longer than its own limit
 * (https://github.com/googleapis/python-genai/issues/1759); it deletes them after 48 hours.
 */
const UNDELETABLE_FILE = [400, ...GONE_FILE];

function pathOf(name: string): string {
  return `/v1beta/${name}`;
}

/** A list without batches has no field for them; what has other fields instead is no list, and says nothing of what there is. */
function isPage(page: Readonly<Record<string, unknown>>): boolean {
  if (page.operations !== undefined) return Array.isArray(page.operations);
  return Object.keys(page).every((field) => PAGE_FIELDS.has(field));
}

const PAGE_FIELDS = new Set(["nextPageToken", "unreachable"]);

function cancelling(name: string): ProviderRequest {
  return { method: "POST", path: `${pathOf(name)}:cancel` };
}

async function* textsOf(
  output: BatchOutput,
  { access, connection }: BatchProvider,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  if (output.kind === "none") return;
  if (output.kind === "inline") {
    yield* output.responses.map((response) => JSON.stringify(response));
    return;
  }
  const path = `/download${pathOf(output.name)}:download?alt=media`;
  const refusal = (reply: ProviderReply) => failureOfHandling(reply, connection, access.now());
  yield* linesOfProvider(access, connection, { method: "GET", path }, signal, refusal);
}
