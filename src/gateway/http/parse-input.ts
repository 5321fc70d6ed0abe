import type { Endpoint } from "#contract/endpoint.ts";
import * as z from "zod/mini";
import { countIssues, fieldIssues } from "./field-issues.ts";
import { readBounded, readJsonBody } from "./json-body.ts";
import { problem } from "./problem.ts";
import { queryParameters } from "./query-parameters.ts";

const MEBIBYTE = 1024 ** 2;
const BODY_LIMIT_BYTES = 2 * MEBIBYTE;
/** Inline items make these bodies larger. */
const ITEMS_BODY_LIMIT_BYTES = 16 * MEBIBYTE;
const ENDPOINTS_WITH_ITEMS = new Set(["/v1/batches", "/v1/quotes/model"]);

const NO_QUERY = z.strictObject({});

/** Path parameters by their schema; an id of the wrong shape names nothing, so it throws `not_found`. */
export function parseParams(endpoint: Endpoint, params: Record<string, string>): unknown {
  if (endpoint.params === undefined) return undefined;
  const parsed = endpoint.params.safeParse(params);
  if (!parsed.success) throw problem("not_found");
  return parsed.data;
}

/** Query parameters by their schema; throws `invalid_request` with each fault, unknown names included. */
export function parseQuery(endpoint: Endpoint, url: URL): unknown {
  if (endpoint.query === undefined && url.search === "") return undefined;
  const schema = endpoint.query ?? NO_QUERY;
  const value = queryParameters(url, schema);
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw refusal(schema, value, parsed.error, "query");
  return endpoint.query === undefined ? undefined : parsed.data;
}

/** A body that has passed its schema. */
export interface ParsedBody {
  value: unknown;
  /** The bytes as they came; null for an upload, which its handler reads. */
  bytes: Uint8Array | null;
}

/** What the body of a request to an endpoint may come to in memory, in bytes; an upload is streamed. */
export function bodyLimitBytes(endpoint: Endpoint): number {
  if (endpoint.body?.kind === "upload") return 0;
  return ENDPOINTS_WITH_ITEMS.has(endpoint.path) ? ITEMS_BODY_LIMIT_BYTES : BODY_LIMIT_BYTES;
}

/**
 * The body by its schema, bounded before it is read; throws the 4xx that fits, with each fault by its path. For `onSize`
 * see `readBounded`.
 */
export async function parseBody(
  endpoint: Endpoint,
  request: Request,
  onSize: (bytes: number) => void,
): Promise<ParsedBody> {
  if (endpoint.body?.kind === "upload") return { value: undefined, bytes: null };
  if (endpoint.body === undefined)
    return { value: undefined, bytes: await readNoBody(endpoint, request, onSize) };
  const { bytes, value } = await readJsonBody(request, bodyLimitBytes(endpoint), onSize);
  const { schema } = endpoint.body;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw refusal(schema, value, parsed.error, "body");
  return { value: parsed.data, bytes };
}

/** `{}` is taken for no body: many clients cannot send a POST without one. */
async function readNoBody(
  endpoint: Endpoint,
  request: Request,
  onSize: (bytes: number) => void,
): Promise<Uint8Array> {
  if (endpoint.method === "GET") return new Uint8Array();
  const bytes = await readBounded(request, BODY_LIMIT_BYTES, onSize);
  if (!/^(?:\{\s*\})?$/.test(Buffer.from(bytes).toString("latin1").trim())) {
    throw invalid([{ path: "body", message: "This request takes no body." }]);
  }
  return bytes;
}

function refusal(
  schema: z.ZodMiniType,
  value: unknown,
  { issues }: z.core.$ZodError,
  root: string,
): Error {
  return invalid(fieldIssues(schema, value, issues, root), countIssues(issues));
}

function invalid(issues: { path: string; message: string }[], count = issues.length): Error {
  const [first] = issues;
  const rest = count > 1 ? ` (and ${count - 1} more)` : "";
  const message = first === undefined ? undefined : `${first.path}: ${first.message}${rest}`;
  const details = count > issues.length ? { issues, issue_count: count } : { issues };
  return problem("invalid_request", message, details);
}
