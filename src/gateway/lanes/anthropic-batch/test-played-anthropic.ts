import type { Behaviour, SeenRequest } from "../provider/test-fault-server.ts";
import type { PlayedAnswer } from "../provider/test-played-provider.ts";
import { TEST_KEY } from "../provider/test-provider-lane.ts";

// Formats after https://docs.anthropic.com/en/api/creating-message-batches and its siblings.

/** One result of a batch, as a line of the results has it under `result`. */
export type BatchResult = Readonly<Record<string, unknown>>;

/** A batch as the provider keeps it. */
interface KeptBatch {
  id: string;
  created_at: Date;
  requests: readonly { custom_id: string; params: Record<string, unknown> }[];
  status: "in_progress" | "canceling" | "ended";
  /** Lines of the results, in the order in which they are to come. */
  results: readonly { custom_id: string; result: BatchResult }[];
  /** Where its results are said to be; by default where the documentation has them. */
  results_url?: string;
  is_archived?: boolean;
  /** What became of the requests of an ended batch that have no result. */
  others?: "succeeded" | "canceled" | "expired";
}

/** The Message Batches of one workspace. */
export interface MessageBatches {
  /** Newest first. */
  readonly batches: KeptBatch[];
  /** Adds a batch that somebody created at a time. */
  add(created_at: Date, ids: readonly string[]): KeptBatch;
  /** Ends a batch with one result for each request. */
  end(batch: KeptBatch, result: (custom_id: string, index: number) => BatchResult): void;
  answer(request: SeenRequest): PlayedAnswer;
  behaviour: Behaviour;
}

/** A message as the documentation has it. */
export function message(change: object = {}): Record<string, unknown> {
  return {
    id: "msg_014VwiXbi91y3JMjcpyGBHX5",
    type: "message",
    role: "assistant",
    model: "claude-x",
    content: [{ type: "text", text: "Hello!" }],
    stop_reason: "end_turn",
    stop_sequence: null,
    usage: { input_tokens: 11, cache_read_input_tokens: 4, output_tokens: 6 },
    ...change,
  };
}

/** A result that errored, as the documentation has it. */
export function errored(type: string, words: string): BatchResult {
  return { type: "errored", error: { type: "error", error: { type, message: words } } };
}

/** A workspace without batches, whose clock stands at `now`. */
export function messageBatches(now: Date): MessageBatches {
  const batches: KeptBatch[] = [];
  let count = 0;
  function create(created_at: Date, requests: KeptBatch["requests"]): KeptBatch {
    const id = `msgbatch_${(count += 1)}`;
    const batch: KeptBatch = { id, created_at, requests, status: "in_progress", results: [] };
    batches.unshift(batch);
    batches.sort((one, other) => other.created_at.getTime() - one.created_at.getTime());
    return batch;
  }
  return {
    batches,
    add: (created_at, ids) =>
      create(
        created_at,
        ids.map((custom_id) => ({ custom_id, params: {} })),
      ),
    end(batch, result) {
      batch.status = "ended";
      batch.results = batch.requests.map(({ custom_id }, index) => ({
        custom_id,
        result: result(custom_id, index),
      }));
    },
    answer,
    behaviour(response, _request, seen) {
      const { status, body } = answer(seen);
      response.writeHead(status, { "content-type": "application/json" }).end(body);
    },
  };

  function answer({ method, url, headers, body }: SeenRequest): PlayedAnswer {
    const { pathname, searchParams, origin } = new URL(url, `http://${headers.host}`);
    if (headers["x-api-key"] !== TEST_KEY)
      return refused(401, "authentication_error", "invalid x-api-key");
    if (headers["anthropic-version"] !== "2023-06-01")
      return refused(400, "invalid_request_error", "anthropic-version: is required");
    const [, id, verb] =
      /^\/v1\/messages\/batches(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(pathname) ?? [];
    if (id === undefined && method === "GET") return given(pageOf(batches, searchParams, origin));
    if (id === undefined) {
      // A request that its sender broke off has no body here.
      const requests: KeptBatch["requests"] = body === "" ? [] : JSON.parse(body).requests;
      return isTakeable(requests)
        ? given(objectOf(create(now, requests), origin))
        : refused(400, "invalid_request_error", "requests: not as they must be");
    }
    const batch = batches.find((each) => each.id === id);
    if (batch === undefined) return refused(404, "not_found_error", `No batch ${id}.`);
    if (verb === "results") return resultsOf(batch);
    if (verb === "cancel") {
      if (batch.status === "ended")
        return refused(400, "invalid_request_error", "The batch has ended already.");
      batch.status = "canceling";
    }
    if (method !== "DELETE") return given(objectOf(batch, origin));
    if (batch.status !== "ended")
      return refused(400, "invalid_request_error", "The batch has not ended.");
    batches.splice(batches.indexOf(batch), 1);
    return given({ id, type: "message_batch_deleted" });
  }
}

function isTakeable(requests: KeptBatch["requests"]): boolean {
  const ids = new Set(requests.map(({ custom_id }) => custom_id));
  const isWell = [...ids].every((id) => /^[a-zA-Z0-9_-]{1,64}$/.test(id));
  return requests.length > 0 && ids.size === requests.length && isWell;
}

function pageOf(batches: readonly KeptBatch[], query: URLSearchParams, origin: string) {
  const after = batches.findIndex(({ id }) => id === query.get("after_id")) + 1;
  const page = batches.slice(after, after + Number(query.get("limit") ?? 20));
  return {
    data: page.map((batch) => objectOf(batch, origin)),
    has_more: after + page.length < batches.length,
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
  };
}

function objectOf(batch: KeptBatch, origin: string) {
  const { id, created_at, requests, status, results, results_url, is_archived = false } = batch;
  const others = status === "ended" ? Math.max(0, requests.length - results.length) : 0;
  const count = (type: string) =>
    results.filter(({ result }) => result.type === type).length +
    (batch.others === type ? others : 0);
  const ended_at = status === "ended" ? created_at.toISOString() : null;
  const url = results_url ?? `${origin}/v1/messages/batches/${id}/results`;
  return {
    id,
    type: "message_batch",
    processing_status: status,
    request_counts: {
      processing: status === "ended" ? 0 : requests.length,
      succeeded: count("succeeded"),
      errored: count("errored"),
      canceled: count("canceled"),
      expired: count("expired"),
    },
    created_at: created_at.toISOString(),
    expires_at: new Date(created_at.getTime() + 24 * 3_600_000).toISOString(),
    ended_at,
    archived_at: is_archived ? ended_at : null,
    cancel_initiated_at: status === "canceling" ? created_at.toISOString() : null,
    results_url: status === "ended" && !is_archived ? url : null,
  };
}

function resultsOf({ status, results }: KeptBatch): PlayedAnswer {
  if (status !== "ended") return refused(404, "not_found_error", "No results yet.");
  return { status: 200, body: results.map((line) => `${JSON.stringify(line)}\n`).join("") };
}

function given(body: object): PlayedAnswer {
  return { status: 200, body: JSON.stringify(body) };
}

function refused(status: number, type: string, words: string): PlayedAnswer {
  const error = { type: "error", error: { type, message: words }, request_id: "req_1" };
  return { status, body: JSON.stringify(error) };
}
