import type { Endpoint } from "#contract/endpoint.ts";
import { hiddenPaths, type RecordedCall } from "./exchange-call.ts";

/** A call in editable fields. */
export interface ReplayForm {
  /** Path parameters by name. */
  params: Readonly<Record<string, string>>;
  /** Query parameters by name; an empty one is left out of the request. */
  query: Readonly<Record<string, string>>;
  /** The JSON text of the body; undefined where the endpoint takes none. */
  body: string | undefined;
}

/** What a replay sends. */
export interface ReplayRequest {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
}

/** What keeps a replay from being sent, by field: `params.id`, `query.limit`, `body`. */
export type ReplayProblems = Readonly<Record<string, string>>;

/** The names of the query parameters that an endpoint declares. */
function queryNames({ query }: Endpoint): string[] {
  const definition: object | undefined = query?._zod.def;
  if (definition === undefined || !("shape" in definition)) return [];
  return Object.keys(definition.shape ?? {});
}

/** A kept call as a form: what it said, and empty fields for the query parameters that it did not use. */
export function replayForm(call: RecordedCall): ReplayForm {
  const unused = queryNames(call.endpoint).map((name) => [name, ""]);
  const body = call.bodyState === "json" ? JSON.stringify(call.body, null, 2) : "";
  return {
    params: call.params,
    query: { ...Object.fromEntries(unused), ...call.query },
    body: call.endpoint.body?.kind === "json" ? body : undefined,
  };
}

function parseBody(text: string): { body: unknown } | { problem: string } {
  if (text.trim() === "") return { problem: "Write the JSON body" };
  try {
    return { body: JSON.parse(text) };
  } catch (error) {
    return { problem: error instanceof Error ? `No JSON: ${error.message}` : "No JSON" };
  }
}

/** `body.webhook.secret` → `Fill in webhook.secret: the ledger keeps no secrets`. */
function fillIn(paths: readonly string[], part: string): string {
  const names = paths.map((path) => path.slice(part.length + 1)).join(", ");
  return `Fill in ${names}: the ledger keeps no secrets`;
}

function fieldProblems(part: "params" | "query", fields: Readonly<Record<string, string>>) {
  return Object.entries(fields).flatMap(([name, value]): [string, string][] => {
    if (hiddenPaths(value, name).length > 0)
      return [[`${part}.${name}`, "Fill it in: the ledger keeps no secrets"]];
    const isMissing = part === "params" && value.trim() === "";
    return isMissing ? [[`${part}.${name}`, `Give ${name}`]] : [];
  });
}

/** The request that a form makes, or what is in the way: a secret that was replaced is never sent as its stand-in. */
export function replayRequest(form: ReplayForm): {
  request: ReplayRequest;
  problems: ReplayProblems;
} {
  const parsed = form.body === undefined ? undefined : parseBody(form.body);
  const bodyProblem = problemOfBody(parsed);
  const problems = Object.fromEntries([
    ...fieldProblems("params", form.params),
    ...fieldProblems("query", form.query),
    ...(bodyProblem === undefined ? [] : [["body", bodyProblem] as const]),
  ]);
  const query = Object.entries(form.query).filter(([, value]) => value !== "");
  return {
    request: {
      ...(Object.keys(form.params).length === 0 ? {} : { params: { ...form.params } }),
      ...(query.length === 0 ? {} : { query: Object.fromEntries(query) }),
      ...(parsed !== undefined && "body" in parsed ? { body: parsed.body } : {}),
    },
    problems,
  };
}

function problemOfBody(parsed: ReturnType<typeof parseBody> | undefined): string | undefined {
  if (parsed === undefined) return undefined;
  if ("problem" in parsed) return parsed.problem;
  const hidden = hiddenPaths(parsed.body, "body");
  return hidden.length === 0 ? undefined : fillIn(hidden, "body");
}

/** How a replay goes about the `Idempotency-Key`. */
export type KeyChoice = "same" | "new" | "none";

/** The choices for a call: its own key where it had one, and none only where none is asked for. */
export function keyChoices(endpoint: Endpoint, recordedKey: string | null): KeyChoice[] {
  if (endpoint.method !== "POST") return [];
  return [
    ...(recordedKey === null ? [] : (["same"] as const)),
    "new",
    ...(endpoint.requiresIdempotencyKey === true ? [] : (["none"] as const)),
  ];
}

/** Unedited, a call is safest under its own key; edited, that key belongs to another payload and would be refused. */
export function usualKeyChoice(choices: readonly KeyChoice[], isEdited: boolean): KeyChoice {
  if (!isEdited && choices.includes("same")) return "same";
  return choices.includes("none") && !choices.includes("same") ? "none" : "new";
}
