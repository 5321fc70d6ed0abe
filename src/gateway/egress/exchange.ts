import {
  Agent as HttpAgent,
  request as requestHttp,
  type ClientRequest,
  type IncomingMessage,
} from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import type { Readable } from "node:stream";
import { egressFailure, toEgressFailure } from "./egress-failure.ts";
import { lookupOf } from "./resolve-target.ts";
import { writeStream } from "./streamed-body.ts";
import type { Target } from "./target.ts";

export interface OpenRequest {
  method: string;
  url: string | URL;
  /** `Host` is set here, and `Content-Length` where the length of the body is known. */
  headers: Readonly<Record<string, string>>;
  /** A stream is read no faster than the other side takes it, and closed however the exchange ends. */
  body?: Uint8Array | AsyncIterable<Uint8Array> | null;
  /** Of a streamed body, in bytes, where it is known; one that turns out otherwise is a failure. */
  contentLength?: number;
  /** Ends the exchange, the answer's body included. */
  signal?: AbortSignal;
  /** How long the connection may be silent, before it stands and after; for exchanges that may last as a whole. */
  idleTimeoutMs?: number;
  /**
   * Whether the other side may get it twice: then it is sent once more, on a new connection, where a kept one was closed
   * before it brought an answer. A streamed body cannot be sent again.
   */
  isRepeatable?: boolean;
}

/** An answer whose body is still coming; it must be read or destroyed. */
export interface OpenedAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Readable;
}

/** Connections that are kept for the next request. All of them were made to addresses that one policy had checked. */
export interface KeptConnections {
  http: HttpAgent;
  https: HttpsAgent;
}

/** Keeps connections of its own, apart from those that anybody else's policy has made. */
export function keepConnections(idleMs?: number): KeptConnections {
  // The one that was used last comes first, so that those beyond the need of the moment run out.
  const lifo = { keepAlive: true, scheduling: "lifo" } as const;
  const options = idleMs === undefined ? lifo : { ...lifo, timeout: idleMs };
  return { http: new HttpAgent(options), https: new HttpsAgent(options) };
}

/**
 * Sends a request to one of the addresses given, and to no other; gives the answer when its head has come. Without kept
 * connections it has one of its own: any other could be to an address that nobody has checked.
 */
export async function exchange(
  target: Target,
  addresses: readonly string[],
  request: OpenRequest,
  kept: KeptConnections | null,
): Promise<OpenedAnswer> {
  const outgoing = begin(target, addresses, request, kept);
  try {
    return await answerOf(outgoing, request);
  } catch (error) {
    if (request.isRepeatable !== true || !wasClosedWhileKept(outgoing, error)) throw error;
  }
  return await answerOf(begin(target, addresses, request, null), request);
}

function begin(
  { url, hostname, literal }: Target,
  addresses: readonly string[],
  request: OpenRequest,
  kept: KeptConnections | null,
): ClientRequest {
  const isSecure = url.protocol === "https:";
  return (isSecure ? requestHttps : requestHttp)(url, {
    method: request.method,
    headers: { ...request.headers, ...lengthOf(request), host: url.host },
    agent: kept === null ? false : isSecure ? kept.https : kept.http,
    lookup: lookupOf(addresses),
    ...(literal === null ? { servername: hostname.replace(/\.$/, "") } : {}),
    signal: request.signal,
  });
}

function answerOf(outgoing: ClientRequest, request: OpenRequest): Promise<OpenedAnswer> {
  return new Promise((resolve, reject) => {
    // Stays for good: an error without a listener would end the process.
    outgoing.on("error", reject);
    outgoing.once("response", (incoming) => resolve(openedAnswer(incoming)));
    outgoing.once("upgrade", (_incoming, socket) => {
      socket.destroy();
      reject(egressFailure("bad_answer"));
    });
    if (request.idleTimeoutMs !== undefined) {
      outgoing.setTimeout(request.idleTimeoutMs, () => outgoing.destroy(egressFailure("timeout")));
    }
    void writeBody(outgoing, request, reject).catch(reject);
  });
}

/** The other side may close an idle connection at the moment at which a request goes out on it. */
function wasClosedWhileKept({ reusedSocket }: ClientRequest, error: unknown): boolean {
  return reusedSocket && toEgressFailure(error).code === "reset";
}

function lengthOf({ body, contentLength }: OpenRequest): Record<string, string> {
  const length = body instanceof Uint8Array ? body.length : contentLength;
  return length === undefined ? {} : { "content-length": String(length) };
}

async function writeBody(
  outgoing: ClientRequest,
  { body = null, contentLength }: OpenRequest,
  fail: (error: unknown) => void,
): Promise<void> {
  if (body === null || body instanceof Uint8Array) outgoing.end(body ?? undefined);
  else await writeStream(outgoing, body, contentLength, fail);
}

function openedAnswer(incoming: IncomingMessage): OpenedAnswer {
  const headers = Object.entries(incoming.headers).map(([name, value = ""]) => [
    name,
    Array.isArray(value) ? value.join(", ") : value,
  ]);
  return { status: incoming.statusCode ?? 0, headers: Object.fromEntries(headers), body: incoming };
}
