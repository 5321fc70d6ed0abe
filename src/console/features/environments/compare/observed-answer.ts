import type { Exchange } from "#contract/client.ts";
import type { Endpoint } from "#contract/endpoint.ts";
import { missingPaths, shapeOf } from "./answer-shape.ts";

/** One answer of one environment, as far as its shape goes. */
export interface ObservedAnswer {
  /** Null where none came. */
  status: number | null;
  /** The error code of an answer that is no success. */
  code: string | null;
  /** What the headers that matter say; a value that differs from call to call counts as there. */
  headers: Readonly<Record<string, string>>;
  body: unknown;
  /** Where it leaves the contract, as `path: why`. */
  offContract: readonly string[];
  /** Fields that the contract does not know. */
  beyondContract: readonly string[];
}

/** Headers that a client relies on. Of the second kind only that they are there can be compared. */
const HEADERS_BY_VALUE = ["content-type", "cache-control"];
const HEADERS_BY_PRESENCE = ["x-request-id", "etag", "retry-after", "ratelimit"];

function headersOf(exchange: Exchange): Record<string, string> {
  const { response_headers: headers } = exchange;
  const byValue = HEADERS_BY_VALUE.map((name) => [name, headers[name]?.split(";")[0] ?? "absent"]);
  const byPresence = HEADERS_BY_PRESENCE.map((name) => [
    name,
    headers[name] === undefined ? "absent" : "there",
  ]);
  return Object.fromEntries([...byValue, ...byPresence]);
}

function bodyOf({ response_body }: Exchange): unknown {
  try {
    return response_body === null ? undefined : JSON.parse(response_body);
  } catch {
    // Cut in the ledger, or no JSON; the latter stands among what is off the contract.
    return undefined;
  }
}

function beyond(endpoint: Endpoint, body: unknown): string[] {
  if (endpoint.answer.kind !== "json") return [];
  const known = endpoint.answer.schema.safeParse(body);
  return known.success ? missingPaths(shapeOf(body), shapeOf(known.data)) : [];
}

/** What an exchange shows of an answer's shape. */
export function observe(endpoint: Endpoint, exchange: Exchange): ObservedAnswer {
  const body = bodyOf(exchange);
  const isSuccess = exchange.status !== null && exchange.status < 300;
  const error = (body as { error?: { code?: unknown } } | null | undefined)?.error; // read with care: anything may stand there
  return {
    status: exchange.status,
    code: isSuccess || typeof error?.code !== "string" ? null : error.code,
    headers: headersOf(exchange),
    body,
    offContract: exchange.off_contract.map(({ path, message }) =>
      path === "" ? message : `${path}: ${message}`,
    ),
    beyondContract: isSuccess ? beyond(endpoint, body) : [],
  };
}
