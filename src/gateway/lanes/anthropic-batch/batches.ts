import type { UpstreamAnswer, UpstreamOrder } from "../batch-lane.ts";
import {
  askForRecord,
  askUnless,
  brokenJson,
  failureOfHandling,
} from "../provider/ask-for-record.ts";
import { askProvider, isOnOrigin, type ProviderRequest } from "../provider/ask-provider.ts";
import type { BatchProvider } from "../provider/batch-provider.ts";
import type { LaneConnection } from "../provider/lane-connection.ts";
import { linesOfProvider } from "../provider/provider-lines.ts";
import { isOk, type ProviderReply } from "../provider/read-reply.ts";
import { textOf } from "../translate/answer.ts";
import { type BatchObject, readBatchObject } from "./batch-object.ts";
import { idOfResult } from "./read-answer.ts";
import { FRAME_BYTES, requestsBody } from "./requests-body.ts";

// https://docs.anthropic.com/en/api/creating-message-batches and its siblings

const BATCHES = "/v1/messages/batches";
const headers = { "anthropic-version": "2023-06-01" };

/** Makes a batch of an order's lines, by one request that is sent as they are read. */
export async function createBatch(
  order: UpstreamOrder,
  provider: BatchProvider,
  signal: AbortSignal,
): Promise<BatchObject> {
  const length = order.bytes + FRAME_BYTES;
  const body = { content_type: "application/json", content: requestsBody(order), length };
  await order.confirm();
  return await askForBatch({ method: "POST", path: BATCHES, body, headers }, provider, signal);
}

/** A batch as the provider has it. */
export async function readBatch(
  id: string,
  provider: BatchProvider,
  signal: AbortSignal,
): Promise<BatchObject> {
  return await askForBatch({ method: "GET", path: pathOf(id), headers }, provider, signal);
}

async function askForBatch(
  request: ProviderRequest,
  { access, connection }: BatchProvider,
  signal: AbortSignal,
): Promise<BatchObject> {
  return batchOf(await askForRecord(access, connection, request, signal), connection);
}

function batchOf(value: unknown, connection: LaneConnection): BatchObject {
  const batch = readBatchObject(value);
  if (batch !== undefined) return batch;
  throw brokenJson(connection, "answered with what is no batch");
}

/** The most that a list gives at once. */
const MOST_PAGE_ITEMS = 1_000;

/** All batches of the workspace that the key belongs to, newest first, by pages of so many. */
export async function* listBatches(
  { access, connection }: BatchProvider,
  signal: AbortSignal,
  pageItems = MOST_PAGE_ITEMS,
): AsyncGenerator<BatchObject, void> {
  let after = "";
  for (;;) {
    const path = `${BATCHES}?limit=${pageItems}${after}`;
    const page = await askForRecord(access, connection, { method: "GET", path, headers }, signal);
    if (!Array.isArray(page.data)) throw brokenJson(connection, "answered without a list");
    yield* page.data.map((value) => batchOf(value, connection));
    const last = textOf(page.last_id);
    const next = last === undefined ? after : `&after_id=${encodeURIComponent(last)}`;
    // A server that gives the same page for ever is left.
    if (page.has_more !== true || next === after) return;
    after = next;
  }
}

/** The results of a batch that has ended, in the provider's order. The key goes to the lane's own origin alone, whatever address the batch names. */
export async function* resultsOf(
  { id, results_url }: BatchObject,
  { access, connection }: BatchProvider,
  signal: AbortSignal,
): AsyncGenerator<UpstreamAnswer, void> {
  const isHere = results_url !== null && isOnOrigin(connection, results_url);
  const path = isHere ? results_url : `${pathOf(id)}/results`;
  const request = { method: "GET", path, headers } as const;
  const refusal = (reply: ProviderReply) => failureOfHandling(reply, connection, access.now());
  for await (const text of linesOfProvider(access, connection, request, signal, refusal)) {
    const custom_id = idOfResult(text);
    if (custom_id !== null) yield { id: custom_id, text };
  }
}

/** Asks for the end of a batch; one that has ended, or is gone, is no failure. */
export async function cancelBatch(
  id: string,
  provider: BatchProvider,
  signal: AbortSignal,
): Promise<void> {
  const { access, connection } = provider;
  const request = { method: "POST", path: `${pathOf(id)}/cancel`, headers } as const;
  const reply = await askProvider(access, connection, request, signal);
  if (isOk(reply.status) || reply.status === 404) return;
  const isRefused = reply.status === 400 || reply.status === 409;
  if (isRefused && (await readBatch(id, provider, signal)).status === "ended") return;
  throw failureOfHandling(reply, connection, access.now());
}

/** Deletes a batch that has ended, with its results; one that is gone is no failure. */
export async function deleteBatch(
  id: string,
  { access, connection }: BatchProvider,
  signal: AbortSignal,
): Promise<void> {
  const request = { method: "DELETE", path: pathOf(id), headers } as const;
  await askUnless([404], access, connection, request, signal);
}

function pathOf(id: string): string {
  return `${BATCHES}/${encodeURIComponent(id)}`;
}
