import type { Exchange } from "#contract/client.ts";
import { type Endpoint, endpointNamed } from "#contract/endpoint.ts";
import { KEY_PLACEHOLDER, SESSION_PLACEHOLDER } from "#contract/redact.ts";
import type { SnippetCredential } from "#contract/snippets.ts";

/** What the ledger holds of a request's body: all of it, only its beginning, only that a file was sent, or nothing. */
type BodyState = "none" | "json" | "cut" | "upload";

/** A call in the parts that it was made of, as far as the ledger keeps them. */
export interface RecordedCall {
  endpoint: Endpoint;
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
  bodyState: BodyState;
  /** Where a secret was replaced before the call was kept: `body.password`, `query.signature`. */
  hidden: readonly string[];
  /** What it was sent with, if anything. */
  credential: SnippetCredential | null;
}

/** What stands in a kept text where a secret was. */
export const STAND_IN = "«hidden»";

/** The part of a path that fills `{name}`, by name. */
function pathParameters(pattern: string, path: string): Record<string, string> {
  const values = path.split("/");
  const parameters: Record<string, string> = {};
  for (const [at, part] of pattern.split("/").entries()) {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    const value = values[at];
    if (name !== undefined && value !== undefined) parameters[name] = decodeURIComponent(value);
  }
  return parameters;
}

/** The paths of all strings that hold a stand-in, such as `body.webhook.secret`. */
export function hiddenPaths(value: unknown, path: string): string[] {
  if (typeof value === "string") return value.includes(STAND_IN) ? [path] : [];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    hiddenPaths(inner, Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`),
  );
}

function recordedBody(
  endpoint: Endpoint,
  text: string | null,
): { body: unknown; bodyState: BodyState } {
  if (endpoint.body?.kind === "upload") return { body: undefined, bodyState: "upload" };
  if (text === null) return { body: undefined, bodyState: "none" };
  try {
    return { body: JSON.parse(text), bodyState: "json" };
  } catch {
    // Only a body over the limit of what is kept is no JSON any more.
    return { body: undefined, bodyState: "cut" };
  }
}

function credentialOf({ request_headers }: Exchange): SnippetCredential | null {
  const sent = request_headers["authorization"] ?? "";
  return (
    ([KEY_PLACEHOLDER, SESSION_PLACEHOLDER] as const).find((name) => sent.endsWith(name)) ?? null
  );
}

/** A kept call taken apart; undefined when this build does not know its endpoint. */
export function recordedCall(exchange: Exchange): RecordedCall | undefined {
  const endpoint = endpointNamed(exchange.endpoint);
  if (endpoint === undefined) return undefined;
  const [path = "", search = ""] = exchange.path.split("?");
  const params = pathParameters(endpoint.path, path);
  const query = Object.fromEntries(new URLSearchParams(search));
  const { body, bodyState } = recordedBody(endpoint, exchange.request_body);
  const hidden = [
    ...hiddenPaths(params, "params"),
    ...hiddenPaths(query, "query"),
    ...hiddenPaths(body, "body"),
  ];
  return {
    endpoint,
    params,
    query,
    body,
    bodyState,
    hidden,
    credential: credentialOf(exchange),
  };
}

/** The parsed JSON of a kept answer; undefined where there is none or not all of it. */
export function answerJson({ response_body }: Pick<Exchange, "response_body">): unknown {
  if (response_body === null) return undefined;
  try {
    return JSON.parse(response_body);
  } catch {
    return undefined;
  }
}
