import {
  Agent as HttpAgent,
  request as requestHttp,
  type ClientRequest,
  type IncomingMessage,
} from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { isIPv6, type LookupFunction } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { egressFailure } from "./egress-failure.ts";
import type { Target } from "./target.ts";

export interface OpenRequest {
  method: string;
  url: string | URL;
  /** `Host` and, for bytes, `Content-Length` are set here. */
  headers: Readonly<Record<string, string>>;
  body?: Uint8Array | Readable | null;
  /** Ends the exchange, the answer's body included. */
  signal?: AbortSignal;
  /** How long the connection may be silent, before it stands and after; for exchanges that may last as a whole. */
  idleTimeoutMs?: number;
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
export function keepConnections(): KeptConnections {
  // The one that was used last comes first, so that those beyond the need of the moment run out.
  const options = { keepAlive: true, scheduling: "lifo" } as const;
  return { http: new HttpAgent(options), https: new HttpsAgent(options) };
}

/**
 * Sends a request to one of the addresses given, and to no other; gives the answer when its head has come. Without kept
 * connections it has one of its own: any other could be to an address that nobody has checked.
 */
export function exchange(
  target: Target,
  addresses: readonly string[],
  request: OpenRequest,
  kept: KeptConnections | null,
): Promise<OpenedAnswer> {
  const { url, hostname } = target;
  const isSecure = url.protocol === "https:";
  const outgoing = (isSecure ? requestHttps : requestHttp)(url, {
    method: request.method,
    headers: { ...request.headers, ...lengthOf(request.body), host: url.host },
    agent: kept === null ? false : isSecure ? kept.https : kept.http,
    lookup: lookupOf(addresses),
    ...(target.literal === null ? { servername: hostname.replace(/\.$/, "") } : {}),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
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
    void writeBody(outgoing, request.body).catch(reject);
  });
}

/** Answers every question with the addresses that were checked, in both shapes in which Node asks. */
function lookupOf(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_hostname, options, callback) => {
    const [first] = all;
    if (options.all === true || first === undefined) callback(null, all);
    else callback(null, first.address, first.family);
  };
}

function lengthOf(body: OpenRequest["body"]): Record<string, string> {
  return body instanceof Uint8Array ? { "content-length": String(body.length) } : {};
}

async function writeBody(outgoing: ClientRequest, body: OpenRequest["body"]): Promise<void> {
  if (body instanceof Readable) await pipeline(body, outgoing);
  else if (body instanceof Uint8Array) outgoing.end(body);
  else outgoing.end();
}

function openedAnswer(incoming: IncomingMessage): OpenedAnswer {
  const headers = Object.entries(incoming.headers).map(([name, value = ""]) => [
    name,
    Array.isArray(value) ? value.join(", ") : value,
  ]);
  return { status: incoming.statusCode ?? 0, headers: Object.fromEntries(headers), body: incoming };
}
