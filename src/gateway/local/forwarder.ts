import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { INSTANCE_HEADER } from "#contract/catalog.ts";
import { HOSTED_ORIGINS, type HostedName } from "#contract/hosted-origins.ts";
import type { Egress } from "../egress/egress.ts";
import { EgressFailure } from "../egress/egress-failure.ts";
import { problem } from "../http/problem.ts";

/** The forwarder's route, for every method. */
export const FORWARDER_PATH = "/local/forward/*";

const PATH = /^\/local\/forward\/([a-z]+)(\/v1\/.*)$/;
/** How long neither side may be silent. */
const IDLE_TIMEOUT_MS = 60_000;
const RETRY_AFTER_SECONDS = 5;

/** No cookie, no origin, no referrer: what the contract knows goes through and nothing else. */
const REQUEST_HEADERS = [
  "accept",
  "authorization",
  "content-length",
  "content-type",
  "idempotency-key",
  "if-none-match",
];
const ANSWER_HEADERS = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-length",
  "content-type",
  "etag",
  "idempotent-replayed",
  "last-modified",
  "ratelimit",
  "ratelimit-policy",
  "retry-after",
  INSTANCE_HEADER,
];
/** The hosted side's own request id: `X-Request-Id` is this gateway's. */
const HOSTED_REQUEST_ID = "x-hosted-request-id";
const BODYLESS_STATUSES = new Set([204, 205, 304]);

export interface ForwarderDependencies {
  egress: Egress;
  /** The fixed environments; a test has its own on this machine. */
  origins?: Readonly<Record<HostedName, string>>;
}

export interface Forwarder {
  path: string;
  handle(request: Request): Promise<Response>;
}

/**
 * Carries requests from the console's own origin to a hosted environment: a fixed list of origins, a fixed list of
 * headers, bodies streamed both ways. Where no answer comes it throws `overloaded` with the host's name.
 */
export function createForwarder({
  egress,
  origins = HOSTED_ORIGINS,
}: ForwarderDependencies): Forwarder {
  return {
    path: FORWARDER_PATH,
    async handle(request) {
      const target = targetOf(new URL(request.url), origins);
      if (target === undefined) {
        throw problem(
          "not_found",
          `Only ${Object.keys(origins).join(" and ")} are forwarded to, and only under /v1/.`,
        );
      }
      try {
        const answer = await egress.open({
          method: request.method,
          url: target,
          headers: pick(request.headers, REQUEST_HEADERS),
          // Node's web streams are the platform's; only their type declarations have two names.
          body: request.body === null ? null : Readable.fromWeb(request.body as NodeReadableStream),
          signal: request.signal,
          idleTimeoutMs: IDLE_TIMEOUT_MS,
        });
        return toResponse(answer, request.method);
      } catch (error) {
        if (!(error instanceof EgressFailure) || error.code === "aborted") throw error;
        const message = `${target.host} cannot be reached: ${error.message}`;
        throw problem(
          "overloaded",
          message,
          { host: target.host, reason: error.code },
          RETRY_AFTER_SECONDS,
        );
      }
    },
  };
}

function targetOf(url: URL, origins: Readonly<Record<HostedName, string>>): URL | undefined {
  const [, name = "", path = ""] = PATH.exec(url.pathname) ?? [];
  const origin = isHostedName(name, origins) ? origins[name] : undefined;
  if (origin === undefined) return undefined;
  const target = new URL(origin + path + url.search);
  return target.origin === origin && target.pathname.startsWith("/v1/") ? target : undefined;
}

function isHostedName(
  name: string,
  origins: Readonly<Record<HostedName, string>>,
): name is HostedName {
  return Object.hasOwn(origins, name);
}

function pick(headers: Headers, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
}

function toResponse(answer: Awaited<ReturnType<Egress["open"]>>, method: string): Response {
  const headers = new Headers(pick(new Headers(answer.headers), ANSWER_HEADERS));
  const requestId = answer.headers["x-request-id"];
  if (requestId !== undefined) headers.set(HOSTED_REQUEST_ID, requestId);
  const hasBody = method !== "HEAD" && !BODYLESS_STATUSES.has(answer.status);
  if (!hasBody) answer.body.resume();
  // Node's web streams are the platform's; only their type declarations have two names.
  const body = hasBody ? (Readable.toWeb(answer.body) as ReadableStream<Uint8Array>) : null;
  return new Response(body, { status: answer.status, headers });
}
