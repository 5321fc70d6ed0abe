import { isRecord } from "#contract/manifest/prompt.ts";
import type { UpstreamOrder } from "../batch-lane.ts";
import { askForRecord, askUnless, brokenJson, recordOf } from "../provider/ask-for-record.ts";
import type { BatchProvider } from "../provider/batch-provider.ts";
import { jsonBody } from "../provider/provider-body.ts";
import { type BatchObject, isBegun } from "./batch-object.ts";
import { deleteFile, uploadLines } from "./files.ts";
import { listSince } from "./list-pages.ts";
import { endpointOf } from "./write-line.ts";

// https://platform.openai.com/docs/api-reference/batch

/** By which a batch is found again. */
const REFERENCE_KEY = "batchrouter_reference";

/** Uploads the lines and makes a batch of them; its id. */
export async function submitBatch(
  order: UpstreamOrder,
  provider: BatchProvider,
  signal: AbortSignal,
): Promise<string> {
  const { access, connection, batch } = provider;
  const body = jsonBody({
    input_file_id: await uploadLines(order, provider, signal),
    endpoint: endpointOf(order.group),
    completion_window: batch.completion_window,
    metadata: { [REFERENCE_KEY]: order.reference },
  });
  await order.confirm();
  const request = { method: "POST", path: "/batches", body } as const;
  const { id } = await askForRecord(access, connection, request, signal);
  if (typeof id !== "string" || id === "")
    throw brokenJson(connection, "answered without a batch's id");
  return id;
}

/** The id of the batch that carries the order's reference; null where the provider lists none. */
export async function findBatch(
  { reference, begun_at }: UpstreamOrder,
  provider: BatchProvider,
  signal: AbortSignal,
): Promise<string | null> {
  for await (const { id, metadata } of listSince("/batches", begun_at, provider, signal))
    if (isRecord(metadata) && metadata[REFERENCE_KEY] === reference) return id;
  return null;
}

/** A batch as the provider has it. */
export async function readBatch(
  upstream_id: string,
  { access, connection }: BatchProvider,
  signal: AbortSignal,
): Promise<BatchObject> {
  const request = { method: "GET", path: pathOf(upstream_id) } as const;
  return await askForRecord(access, connection, request, signal);
}

/** OpenAI answers 409 of a batch that has ended; other servers 400. */
const TOO_LATE = [400, 409];

/** Asks for the end of a batch; one that has ended, or is ending for that reason, is no failure. */
export async function cancelBatch(
  upstream_id: string,
  provider: BatchProvider,
  signal: AbortSignal,
): Promise<void> {
  const { access, connection } = provider;
  const request = { method: "POST", path: `${pathOf(upstream_id)}/cancel` } as const;
  const reply = await askUnless(TOO_LATE, access, connection, request, signal);
  if (reply !== null) return;
  if (isBegun(await readBatch(upstream_id, provider, signal)))
    throw brokenJson(connection, "refused to cancel a batch that has not ended");
}

/** Of a server that keeps what its batches leave, and will not have it deleted by itself. */
const KEPT = [400];

/** Deletes the input of a batch and both files of its answers; the batch itself cannot be deleted. */
export async function forgetBatch(
  upstream_id: string,
  provider: BatchProvider,
  signal: AbortSignal,
): Promise<void> {
  const { access, connection } = provider;
  const request = { method: "GET", path: pathOf(upstream_id) } as const;
  const reply = await askUnless([404], access, connection, request, signal);
  if (reply === null) return;
  const { input_file_id, output_file_id, error_file_id } = recordOf(reply, connection);
  if (typeof input_file_id === "string") await deleteFile(input_file_id, [], provider, signal);
  for (const file_id of [output_file_id, error_file_id])
    if (typeof file_id === "string") await deleteFile(file_id, KEPT, provider, signal);
}

function pathOf(upstream_id: string): string {
  return `/batches/${encodeURIComponent(upstream_id)}`;
}
