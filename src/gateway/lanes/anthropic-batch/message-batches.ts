import type { UpstreamAnswer, UpstreamOrder } from "../batch-lane.ts";
import {
  askForRecord,
  askUnless,
  brokenJson,
  failureOfHandling,
} from "../provider/ask-for-record.ts";
import { askProvider, isOnOrigin, type ProviderRequest } from "../provider/ask-provider.ts";
import type { BatchProvider } from "../provider/batch-provider.ts";
import { linesOfProvider } from "../provider/provider-lines.ts";
import { isOk, type ProviderReply } from "../provider/read-reply.ts";
import { textOf } from "../translate/answer.ts";
import { type MessageBatch, readMessageBatch } from "./message-batch.ts";
import { idOfResult } from "./read-result.ts";
import { FRAME_BYTES, requestsBody } from "./requests-body.ts";

// https://docs.anthropic.com/en/api/creating-message-batches and its siblings

const BATCHES = "/v1/messages/batches";
const headers = { "anthropic-version": "2023-06-01" };

/** The most that a list gives at once. */
const PAGE_ITEMS = 1_000;

/** The calls of the Message Batches API; each fails as `askForRecord` and `linesOfProvider` do. */
export interface MessageBatches {
  /** Creates a batch of an order's lines, by one request that is sent as they are read. */
  create(order: UpstreamOrder, signal: AbortSignal): Promise<MessageBatch>;
  get(id: string, signal: AbortSignal): Promise<MessageBatch>;
  /** All batches of the workspace, newest first, as many at a time as are asked for. */
  list(signal: AbortSignal, pageItems?: number): AsyncGenerator<MessageBatch, void>;
  /** The results of a batch that has ended, in the provider's order. */
  results(batch: MessageBatch, signal: AbortSignal): AsyncGenerator<UpstreamAnswer, void>;
  cancel(id: string, signal: AbortSignal): Promise<void>;
  delete(id: string, signal: AbortSignal): Promise<void>;
}

/** The Message Batches of the workspace that a lane's key belongs to. */
export function createMessageBatches({ access, connection }: BatchProvider): MessageBatches {
  const batchOf = (value: unknown): MessageBatch => {
    const batch = readMessageBatch(value);
    if (batch !== undefined) return batch;
    throw brokenJson(connection, "what was to be a batch is none");
  };
  const ask = async (request: ProviderRequest, signal: AbortSignal): Promise<MessageBatch> =>
    batchOf(await askForRecord(access, connection, { headers, ...request }, signal));
  const get: MessageBatches["get"] = async (id, signal) =>
    await ask({ method: "GET", path: pathOf(id) }, signal);

  return {
    async create(order, signal) {
      const length = order.bytes + FRAME_BYTES;
      const body = { content_type: "application/json", content: requestsBody(order), length };
      await order.confirm();
      return await ask({ method: "POST", path: BATCHES, body }, signal);
    },
    get,
    async *list(signal, pageItems = PAGE_ITEMS) {
      let after = "";
      for (;;) {
        const path = `${BATCHES}?limit=${pageItems}${after}`;
        const request = { method: "GET", path, headers } as const;
        const page = await askForRecord(access, connection, request, signal);
        if (!Array.isArray(page.data)) throw brokenJson(connection, "the list of batches has none");
        yield* page.data.map(batchOf);
        const last = textOf(page.last_id);
        const next = last === undefined ? after : `&after_id=${encodeURIComponent(last)}`;
        // A server that gives the same page for ever is left.
        if (page.has_more !== true || next === after) return;
        after = next;
      }
    },
    async *results({ id, results_url }, signal) {
      const isHere = results_url !== null && isOnOrigin(connection, results_url);
      // The key goes nowhere else, whatever address is named.
      const path = isHere ? results_url : `${pathOf(id)}/results`;
      const request = { method: "GET", path, headers } as const;
      const refusal = (reply: ProviderReply) => failureOfHandling(reply, connection, access.now());
      for await (const text of linesOfProvider(access, connection, request, signal, refusal)) {
        const custom_id = idOfResult(text);
        if (custom_id !== null) yield { id: custom_id, text };
      }
    },
    async cancel(id, signal) {
      const request = { method: "POST", path: `${pathOf(id)}/cancel`, headers } as const;
      const reply = await askProvider(access, connection, request, signal);
      if (isOk(reply.status) || reply.status === 404) return;
      const isRefused = reply.status === 400 || reply.status === 409;
      // What has ended cannot be cancelled any more, and need not be.
      if (isRefused && (await get(id, signal)).status === "ended") return;
      throw failureOfHandling(reply, connection, access.now());
    },
    async delete(id, signal) {
      const request = { method: "DELETE", path: pathOf(id), headers } as const;
      await askUnless([404], access, connection, request, signal);
    },
  };
}

function pathOf(id: string): string {
  return `${BATCHES}/${encodeURIComponent(id)}`;
}
