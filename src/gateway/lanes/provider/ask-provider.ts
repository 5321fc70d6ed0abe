import type { Egress } from "#gateway/egress/egress.ts";
import { egressFailure } from "#gateway/egress/egress-failure.ts";
import type { OpenedAnswer } from "#gateway/egress/exchange.ts";
import { Deadline } from "./deadline.ts";
import { failureOfExchange } from "./failure-of-egress.ts";
import type { LaneConnection } from "./lane-connection.ts";
import type { ProviderBody } from "./provider-body.ts";
import { readReply, type ProviderReply } from "./read-reply.ts";

/** How lanes get out, and what time it is. */
export interface ProviderAccess {
  /** Sends a request and gives the answer as soon as its head is there. */
  open: Egress["open"];
  now: () => Date;
}

/** What a provider is asked. */
export interface ProviderRequest {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the base URL, with its query, where it begins with a slash; else a whole address, which must be on the base URL's origin. */
  path: string;
  /** Beside those of the lane, which give way to them. */
  headers?: Readonly<Record<string, string>>;
  body?: ProviderBody;
}

/**
 * Asks a provider for something and reads the whole answer, whatever its status, within the lane's own deadline; while a streamed body goes out that
 * is for each piece of it. Fails with a `LaneFailure` when no whole answer came, and with the body's own error where that cannot be read;
 * rejects with the signal's reason as soon as the signal aborts.
 */
export async function askProvider(
  access: ProviderAccess,
  connection: LaneConnection,
  request: ProviderRequest,
  signal: AbortSignal,
): Promise<ProviderReply> {
  const deadline = new Deadline(connection.timeout_ms, signal);
  try {
    const answer = await openProvider(access, connection, request, deadline);
    return await readReply(answer, deadline.until, connection);
  } catch (error) {
    throw failureOfExchange(error, deadline, signal, connection);
  } finally {
    deadline.close();
  }
}

/** Sends a request and gives the answer when its head has come; no key goes anywhere but to the base URL's origin. */
export async function openProvider(
  { open }: Pick<ProviderAccess, "open">,
  connection: LaneConnection,
  { method, path, headers = {}, body }: ProviderRequest,
  deadline: Deadline,
): Promise<OpenedAnswer> {
  return await open({
    method,
    url: urlOf(connection, path),
    headers: {
      ...connection.headers,
      accept: "application/json",
      // The answer is kept as the bytes that come.
      "accept-encoding": "identity",
      ...keyHeader(connection),
      ...(body === undefined ? {} : { "content-type": body.content_type }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: timed(body.content, deadline) }),
    ...(body?.length === undefined ? {} : { contentLength: body.length }),
    signal: deadline.until,
  });
}

/** Whether an address that a provider gave is on the origin of the lane's base URL. */
export function isOnOrigin({ base_url }: LaneConnection, address: string): boolean {
  return URL.canParse(address) && new URL(address).origin === new URL(base_url).origin;
}

function urlOf(connection: LaneConnection, path: string): string {
  if (path.startsWith("/")) return connection.base_url + path;
  if (isOnOrigin(connection, path)) return path;
  throw egressFailure("refused_address", "The provider names an address on another host.");
}

function keyHeader({ secret, key_header }: LaneConnection): Record<string, string> {
  if (secret === null) return {};
  const key = secret.reveal();
  return { [key_header]: key_header === "authorization" ? `Bearer ${key}` : key };
}

/** The time in which we read what is to be sent is none that the other side takes. */
function timed(
  content: ProviderBody["content"],
  deadline: Deadline,
): Uint8Array | AsyncIterable<Uint8Array> {
  return content instanceof Uint8Array ? content : timedStream(content, deadline);
}

async function* timedStream(
  content: AsyncIterable<Uint8Array>,
  deadline: Deadline,
): AsyncGenerator<Uint8Array> {
  deadline.pause();
  for await (const chunk of content) {
    deadline.restart();
    yield chunk;
    deadline.pause();
  }
  deadline.restart();
}
