import { type Endpoint, endpointName } from "./endpoint.ts";
import type { FieldIssue } from "./error-envelope.ts";
import { redactHeaders, redactJson, redactText } from "./redact.ts";

/** One call as it went over the wire, secrets replaced: what the ledger keeps. */
export interface Exchange {
  /** Counts from 1 within the client. */
  number: number;
  endpoint: string;
  method: string;
  /** Path and query, without the origin. */
  path: string;
  url: string;
  request_headers: Record<string, string>;
  request_body: string | null;
  /** Null while no answer has come. */
  status: number | null;
  response_headers: Record<string, string>;
  response_body: string | null;
  response_bytes: number;
  request_id: string | null;
  idempotency_key: string | null;
  started_at: Date;
  duration_ms: number;
  /** Where the answer leaves the contract; empty when it does not. */
  off_contract: FieldIssue[];
  /** Why no answer came; null when one did. */
  failure: "network" | "aborted" | null;
}

/** Bodies over this many characters are cut in the ledger. */
const KEPT_BODY = 256 * 1024;

/** A body as the ledger keeps it: secrets replaced, and cut where it is very long. */
export function keptBody(text: string): string {
  return text.length <= KEPT_BODY
    ? redactJson(text)
    : `${redactText(text.slice(0, KEPT_BODY))}… (${text.length} characters in all)`;
}

/** What an exchange is made of before anything is sent. */
interface Outgoing {
  number: number;
  endpoint: Endpoint;
  path: string;
  url: string;
  headers: Record<string, string>;
  body: string | Blob | undefined;
  idempotencyKey: string | undefined;
}

/** An exchange that goes out now, as far as it is known before the answer. */
export function startExchange(outgoing: Outgoing): Exchange {
  const { number, endpoint, path, url, headers, body, idempotencyKey } = outgoing;
  const shownBody =
    typeof body === "string" ? keptBody(body) : body === undefined ? null : `(${body.size} bytes)`;
  return {
    number,
    endpoint: endpointName(endpoint),
    method: endpoint.method,
    path: redactText(path),
    url: redactText(url),
    request_headers: redactHeaders(Object.entries(headers)),
    request_body: shownBody,
    status: null,
    response_headers: {},
    response_body: null,
    response_bytes: 0,
    request_id: null,
    idempotency_key: idempotencyKey ?? null,
    started_at: new Date(),
    duration_ms: 0,
    off_contract: [],
    failure: null,
  };
}

/** Notes status and headers of the answer. */
export function noteResponse(exchange: Exchange, response: Response): void {
  exchange.status = response.status;
  exchange.response_headers = redactHeaders(response.headers.entries());
  exchange.request_id = response.headers.get("x-request-id");
}
