import type * as z from "zod/mini";
import type { ErrorCode } from "./errors.ts";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** What an API key may be allowed to do. */
export const PERMISSIONS = ["quote", "submit", "read", "cancel"] as const;
export type Permission = (typeof PERMISSIONS)[number];

/**
 * Who may call: `none` everybody; `session` a signed-in person or agent; `either` a session or an API key that has
 * `permission` (a session has them all).
 */
export type Auth =
  | { kind: "none" }
  | { kind: "session" }
  | { kind: "either"; permission: Permission | null };

/** What the request body is: JSON by a schema, or a file upload (multipart part `file`, or raw NDJSON). */
type RequestBody =
  | { kind: "json"; schema: z.ZodMiniType }
  | {
      kind: "upload";
      /** Where it comes as a form alone: the fields that have to stand beside the file, with their values. */
      formFields?: Readonly<Record<string, string>>;
    };

/** What a 2xx answer is: JSON by a schema, nothing, or bytes as they are. */
type Answer =
  | { kind: "json"; status: number; schema: z.ZodMiniType }
  | { kind: "none"; status: number }
  | {
      kind: "bytes";
      status: number;
      contentType: string;
      /** Whether it may be a 302 to where the bytes are; never for who asks for the very content type. */
      mayRedirect?: true;
    };

export interface Endpoint {
  method: Method;
  /** With `{name}` for path parameters. */
  path: `/${string}`;
  /** Imperative, one line: the title in the reference. */
  summary: string;
  auth: Auth;
  params?: z.ZodMiniType<Record<string, string>>;
  query?: z.ZodMiniType<Record<string, unknown>>;
  body?: RequestBody;
  answer: Answer;
  /** The codes of its own; `errorCodesOf` adds those that auth, parameters, bodies, methods and rates bring along. */
  errors?: readonly ErrorCode[];
  /** Whether `Idempotency-Key` must be sent; it is accepted on every POST. */
  requiresIdempotencyKey?: true;
  /** Names of endpoints, or groups of them, whose cached answers a success makes old. */
  changes?: readonly string[];
  /** Whether the answer carries an `ETag` and honours `If-None-Match`. */
  cached?: true;
  /** Served only by a gateway in local mode. */
  local?: true;
  /** Never refused by a rate limit: what probes ask, or they would take a busy gateway for a dead one. */
  unlimited?: true;
}

/** Declares an endpoint; its exact type flows to the gateway's handlers, the client, the document and the snippets. */
export function defineEndpoint<const E extends Endpoint>(endpoint: E): E {
  return endpoint;
}

const named = new Map<string, Endpoint>();
const names = new Map<Endpoint, string>();

/** Declares the endpoints of a noun; from then on each has a name, `group.member`, as `batches.get`. */
export function defineGroup<const G extends Readonly<Record<string, Endpoint>>>(
  group: string,
  members: G,
): G {
  for (const [member, endpoint] of Object.entries(members)) {
    const name = `${group}.${member}`;
    named.set(name, endpoint);
    names.set(endpoint, name);
  }
  return members;
}

/** The name of an endpoint of a group; another object throws. */
export function endpointName(endpoint: Endpoint): string {
  const name = names.get(endpoint);
  if (name === undefined) throw new TypeError(`Not an endpoint of the contract: ${endpoint.path}`);
  return name;
}

/** The endpoint of that name, where the code of its noun has been loaded: of whatever was called it has. */
export function endpointNamed(name: string): Endpoint | undefined {
  return named.get(name);
}

type ParamsIn<E> = E extends { params: infer S extends z.ZodMiniType } ? z.input<S> : undefined;
type QueryIn<E> = E extends { query: infer S extends z.ZodMiniType } ? z.input<S> : undefined;
type BodyIn<E> = E extends { body: { kind: "json"; schema: infer S extends z.ZodMiniType } }
  ? z.input<S>
  : E extends { body: { kind: "upload" } }
    ? Blob
    : undefined;

type Part<Name extends string, T> = [T] extends [undefined]
  ? { [K in Name]?: undefined }
  : Record<string, never> extends T
    ? { [K in Name]?: T }
    : { [K in Name]: T };

/** What a caller gives: each part is there only when the endpoint has it. */
export type EndpointInput<E extends Endpoint> = Part<"params", ParamsIn<E>> &
  Part<"query", QueryIn<E>> &
  Part<"body", BodyIn<E>>;

/** What a caller gets: the parsed JSON, a `Blob` for bytes, `undefined` for nothing. */
export type EndpointOutput<E extends Endpoint> = E["answer"] extends {
  kind: "json";
  schema: infer S extends z.ZodMiniType;
}
  ? z.output<S>
  : E["answer"] extends { kind: "bytes" }
    ? Blob
    : undefined;

/** What a handler is given of the request, parsed. */
export interface ParsedInput<E extends Endpoint> {
  params: E extends { params: infer S extends z.ZodMiniType } ? z.output<S> : undefined;
  query: E extends { query: infer S extends z.ZodMiniType } ? z.output<S> : undefined;
  body: E extends { body: { kind: "json"; schema: infer S extends z.ZodMiniType } }
    ? z.output<S>
    : undefined;
}

/** What a handler of a JSON endpoint returns, before the answer check strips what is not declared. */
export type HandlerAnswer<E extends Endpoint> = E["answer"] extends {
  kind: "json";
  schema: infer S extends z.ZodMiniType;
}
  ? z.input<S>
  : undefined;

/** Puts parameters, percent-encoded, into a path; a parameter that is missing is the caller's mistake and throws. */
export function fillPath(path: string, params: Record<string, string> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new TypeError(`Path ${path} needs the parameter ${name}`);
    return encodeURIComponent(value);
  });
}
