import type * as z from "zod/mini";
import { ApiError, toApiError } from "./api-error.ts";
import { fillPath, type Endpoint, type EndpointInput, type EndpointOutput } from "./endpoint.ts";
import type { FieldIssue } from "./error-envelope.ts";
import { formUpload } from "./form-upload.ts";
import { type Exchange, keptBody, noteResponse, startExchange } from "./exchange.ts";

export { ApiError } from "./api-error.ts";
export type { Exchange } from "./exchange.ts";

/** Sends one request; `fetch` is the usual one, an upload with progress is another. */
export type Transport = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body?: string | Blob;
    signal?: AbortSignal;
  },
) => Promise<Response>;

export interface ClientOptions {
  /** Origin, or origin and path prefix, before `/v1/…`; "" is the page's own origin. */
  baseUrl: string;
  /** The key or session token for this endpoint, if there is one. */
  credential?: (endpoint: Endpoint) => string | undefined;
  transport?: Transport;
  /** Told of every call twice: when it goes out (`status` null), and when it is over. */
  onExchange?: (exchange: Exchange) => void;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** Sent as `Idempotency-Key`. */
  idempotencyKey?: string;
  /** The last answer's ETag is sent along and a 304 gives that answer again. */
  conditional?: boolean;
  transport?: Transport;
  /** Content type of an upload: raw NDJSON unless said otherwise. */
  contentType?: string;
  /** Told where a success leaves the contract, before it is given on as it came. */
  onOffContract?: (issues: readonly FieldIssue[]) => void;
}

export interface Client {
  /** Calls an endpoint; throws `ApiError` for every answer that is not 2xx and when none comes. */
  call<E extends Endpoint>(
    endpoint: E,
    input: EndpointInput<E>,
    options?: CallOptions,
  ): Promise<EndpointOutput<E>>;
}

/** Answers kept for conditional requests; the oldest go first. */
const REMEMBERED_ANSWERS = 200;

/** The path and query of a call as it goes over the wire. */
export function requestPath(
  endpoint: Endpoint,
  input: { params?: unknown; query?: unknown },
): string {
  // Both parts are objects of strings and numbers by the endpoint's schemas; a caller outside TypeScript gets what it gave.
  const params = (input.params ?? {}) as Record<string, string>;
  const query = (input.query ?? {}) as Record<string, unknown>;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue;
    if (typeof value === "object") {
      for (const [key, inner] of Object.entries(value))
        search.set(`${name}[${key}]`, String(inner));
    } else search.set(name, String(value));
  }
  const text = search.toString();
  return fillPath(endpoint.path, params) + (text === "" ? "" : `?${text}`);
}

/** The answer's JSON, checked; what is off the contract is noted and given on as it came, so that a page is never blank. */
function readJson(schema: z.ZodMiniType, text: string, exchange: Exchange): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    exchange.off_contract = [{ path: "", message: "The answer is not JSON" }];
    throw new ApiError("The answer is not JSON.", {
      code: "off_contract",
      status: exchange.status,
      requestId: exchange.request_id,
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  exchange.off_contract = parsed.error.issues.map((issue) => ({
    path: issue.path.join("."),
    message: issue.message,
  }));
  return value;
}

/** The size of a body in bytes, by what the server says or else by its text. */
function sizeOf(text: string, headers: Headers): number {
  // A compressed body's length says nothing of the text's.
  if (headers.has("content-encoding") || !headers.has("content-length"))
    return new TextEncoder().encode(text).length;
  return declaredSize(headers);
}

/** What the server says of the size of a body, in bytes; 0 where it says nothing. */
function declaredSize(headers: Headers): number {
  const length = Number(headers.get("content-length") ?? 0);
  return Number.isSafeInteger(length) ? length : 0;
}

interface Prepared {
  url: string;
  headers: Record<string, string>;
  body: string | Blob | undefined;
}

function prepare(
  options: ClientOptions,
  endpoint: Endpoint,
  path: string,
  body: unknown,
  call: CallOptions,
): Prepared {
  const headers: Record<string, string> = {
    // Bytes by their very type: a gateway sends who takes anything on to its storage, where a page may not follow.
    accept: endpoint.answer.kind === "bytes" ? endpoint.answer.contentType : "application/json",
  };
  const credential = endpoint.auth.kind === "none" ? undefined : options.credential?.(endpoint);
  if (credential !== undefined) headers["authorization"] = `Bearer ${credential}`;
  if (call.idempotencyKey !== undefined) headers["idempotency-key"] = call.idempotencyKey;
  const prepared: Prepared = { url: options.baseUrl + path, headers, body: undefined };
  if (endpoint.body?.kind === "json") {
    headers["content-type"] = "application/json";
    prepared.body = JSON.stringify(body);
  } else if (endpoint.body?.kind === "upload") {
    const { formFields } = endpoint.body;
    const file = body as Blob; // EndpointInput makes an upload's body a Blob
    prepared.body = formFields === undefined ? file : formUpload(file, formFields);
    headers["content-type"] =
      formFields === undefined ? (call.contentType ?? "application/x-ndjson") : prepared.body.type;
  }
  return prepared;
}

/** The one typed client of the API, in the browser and in Node. */
export function createClient(options: ClientOptions): Client {
  const send: Transport = options.transport ?? ((url, init) => fetch(url, init));
  const remembered = new Map<string, { etag: string; data: unknown }>();
  let number = 0;

  function remember(key: string, etag: string, data: unknown): void {
    remembered.delete(key);
    remembered.set(key, { etag, data });
    const oldest = remembered.keys().next();
    if (remembered.size > REMEMBERED_ANSWERS && !oldest.done) remembered.delete(oldest.value);
  }

  async function call<E extends Endpoint>(
    endpoint: E,
    input: EndpointInput<E>,
    callOptions: CallOptions = {},
  ): Promise<EndpointOutput<E>> {
    const path = requestPath(endpoint, input);
    const { url, headers, body } = prepare(options, endpoint, path, input.body, callOptions);
    // An answer belongs to who asked: another credential must never be given it.
    const memoryKey = `${headers["authorization"] ?? ""} ${url}`;
    const last = callOptions.conditional === true ? remembered.get(memoryKey) : undefined;
    if (last !== undefined) headers["if-none-match"] = last.etag;
    number += 1;
    const exchange = startExchange({
      number,
      endpoint,
      path,
      url,
      headers,
      body,
      idempotencyKey: callOptions.idempotencyKey,
    });
    options.onExchange?.({ ...exchange });

    const started = performance.now();
    const finish = (): void => {
      exchange.duration_ms = performance.now() - started;
      options.onExchange?.({ ...exchange });
    };
    try {
      const response = await (callOptions.transport ?? send)(url, {
        method: endpoint.method,
        headers,
        ...(body === undefined ? {} : { body }),
        ...(callOptions.signal === undefined ? {} : { signal: callOptions.signal }),
      });
      noteResponse(exchange, response);
      // The three casts below state what EndpointOutput says of each kind of answer.
      if (response.status === 304 && last !== undefined) return last.data as EndpointOutput<E>;
      if (response.ok && endpoint.answer.kind === "bytes") {
        const blob = await response.blob();
        // A transport that hands the body on as a stream leaves an empty one: then by what the server says.
        exchange.response_bytes = blob.size > 0 ? blob.size : declaredSize(response.headers);
        return blob as EndpointOutput<E>;
      }
      const text = await response.text();
      exchange.response_bytes = sizeOf(text, response.headers);
      const isWatched = options.onExchange !== undefined;
      exchange.response_body = text === "" || !isWatched ? null : keptBody(text);
      if (!response.ok) throw toApiError(response, text, exchange);
      if (endpoint.answer.kind !== "json") return undefined as EndpointOutput<E>;
      if (response.status !== endpoint.answer.status) {
        exchange.off_contract.push({
          path: "",
          message: `Expected status ${endpoint.answer.status}`,
        });
      }
      const data = readJson(endpoint.answer.schema, text, exchange);
      const isOff = exchange.off_contract.length > 0;
      if (isOff) callOptions.onOffContract?.(exchange.off_contract);
      const etag = response.headers.get("etag");
      // An answer off the contract is asked for whole again: a 304 would bring it back for ever.
      if (callOptions.conditional === true && etag !== null && !isOff)
        remember(memoryKey, etag, data);
      return data as EndpointOutput<E>;
    } catch (error) {
      if (error instanceof ApiError) throw error;
      const aborted = callOptions.signal?.aborted === true;
      exchange.failure = aborted ? "aborted" : "network";
      if (aborted) throw error;
      throw new ApiError("The gateway cannot be reached.", { code: "network_error", status: null });
    } finally {
      finish();
    }
  }

  return { call };
}
