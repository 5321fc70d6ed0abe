import type { UpstreamAnswer, UpstreamOrder } from "../batch-lane.ts";
import {
  askForRecord,
  askUnless,
  brokenJson,
  failureOfHandling,
  recordOf,
} from "../provider/ask-for-record.ts";
import { askProvider } from "../provider/ask-provider.ts";
import type { BatchProvider } from "../provider/batch-provider.ts";
import type { LaneConnection } from "../provider/lane-connection.ts";
import { jsonBody } from "../provider/provider-body.ts";
import { linesOfProvider } from "../provider/provider-lines.ts";
import { isOk, type ProviderReply } from "../provider/read-reply.ts";
import { recordsOf, textOf } from "../translate/answer.ts";
import { type BatchObject, readBatchObject } from "./batch-object.ts";
import { deleteFile, deleteNamedFile, fileOfLines } from "./files.ts";
import { keyOfResponse } from "./read-answer.ts";

// https://ai.google.dev/api/batch-api

/** Uploads an order's lines and makes a batch of them for a model, under the order's reference as its display name. */
export async function createBatch(
  order: UpstreamOrder,
  model: string,
  provider: BatchProvider,
  signal: AbortSignal,
): Promise<BatchObject> {
  const { access, connection } = provider;
  const file_name = await fileOfLines(order, provider, signal);
  const body = jsonBody({ batch: { display_name: order.reference, input_config: { file_name } } });
  const path = `/v1beta/models/${encodeURIComponent(model)}:batchGenerateContent`;
  await order.confirm();
  const operation = await askForRecord(access, connection, { method: "POST", path, body }, signal);
  return batchOf(operation, connection);
}

/** A batch as the provider has it. */
export async function readBatch(
  name: string,
  { access, connection }: BatchProvider,
  signal: AbortSignal,
): Promise<BatchObject> {
  const request = { method: "GET", path: pathOf(name) } as const;
  return batchOf(await askForRecord(access, connection, request, signal), connection);
}

function batchOf(value: unknown, connection: LaneConnection): BatchObject {
  const batch = readBatchObject(value);
  if (batch !== undefined) return batch;
  throw brokenJson(connection, "answered with what is no batch");
}

const PAGE_ITEMS = 100;

/** All batches of the project that the key belongs to, in no order that is documented, by pages of so many. */
export async function* listBatches(
  { access, connection }: BatchProvider,
  signal: AbortSignal,
  pageItems = PAGE_ITEMS,
): AsyncGenerator<BatchObject, void> {
  let from = "";
  for (;;) {
    const path = `${pathOf("batches")}?pageSize=${pageItems}${from}`;
    const page = await askForRecord(access, connection, { method: "GET", path }, signal);
    if (!isPage(page)) throw brokenJson(connection, "answered without a list");
    yield* recordsOf(page.operations).flatMap((each) => readBatchObject(each) ?? []);
    const token = textOf(page.nextPageToken);
    const next = token === undefined ? from : `&pageToken=${encodeURIComponent(token)}`;
    // A server that gives the same page for ever is left.
    if (next === from) return;
    from = next;
  }
}

/** A list without batches has no field for them; what has other fields instead is no list, and says nothing of what there is. */
function isPage(page: Readonly<Record<string, unknown>>): boolean {
  if (page.operations !== undefined) return Array.isArray(page.operations);
  return Object.keys(page).every((field) => PAGE_FIELDS.has(field));
}

const PAGE_FIELDS = new Set(["nextPageToken", "unreachable"]);

/** The responses of a batch that has ended; none where the provider has none. */
export async function* responsesOf(
  { output }: BatchObject,
  provider: BatchProvider,
  signal: AbortSignal,
): AsyncGenerator<UpstreamAnswer, void> {
  if (output.kind === "none") return;
  const texts =
    output.kind === "file"
      ? linesOfFile(output.name, provider, signal)
      : output.responses.map((response) => JSON.stringify(response));
  for await (const text of texts) {
    const id = keyOfResponse(text);
    if (id !== null) yield { id, text };
  }
}

function linesOfFile(
  name: string,
  { access, connection }: BatchProvider,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  const path = `/download${pathOf(name)}:download?alt=media`;
  const refusal = (reply: ProviderReply) => failureOfHandling(reply, connection, access.now());
  return linesOfProvider(access, connection, { method: "GET", path }, signal, refusal);
}

/** Asks for the end of a batch; one that has ended, or is gone, is no failure. */
export async function cancelBatch(
  name: string,
  provider: BatchProvider,
  signal: AbortSignal,
): Promise<void> {
  const { access, connection } = provider;
  const request = { method: "POST", path: `${pathOf(name)}:cancel` } as const;
  const reply = await askProvider(access, connection, request, signal);
  if (isOk(reply.status) || reply.status === 404) return;
  const isRefused = reply.status === 400 || reply.status === 409;
  if (isRefused && (await readBatch(name, provider, signal)).is_done) return;
  throw failureOfHandling(reply, connection, access.now());
}

/** Deletes a batch with its files; what is gone is no failure. */
export async function deleteBatch(
  name: string,
  provider: BatchProvider,
  signal: AbortSignal,
): Promise<void> {
  const { access, connection } = provider;
  const path = pathOf(name);
  const kept = await askUnless([404], access, connection, { method: "GET", path }, signal);
  if (kept === null) return;
  const { input_file, output } = batchOf(recordOf(kept, connection), connection);
  if (input_file !== null) await deleteFile(input_file, provider, signal);
  if (output.kind === "file") await deleteNamedFile(output.name, provider, signal);
  await askUnless([404], access, connection, { method: "DELETE", path }, signal);
}

function pathOf(name: string): string {
  return `/v1beta/${name}`;
}
