import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { ServerType } from "@hono/node-server";

/** What the gateway's HTTP server is made with. */
export const SERVER_OPTIONS = {
  /** An upload of 2 GiB over a slow line. */
  requestTimeout: 3_600_000,
  /** For the headers alone, which are a packet or two of any client. */
  headersTimeout: 20_000,
  /** How often connections are held against the two above. */
  connectionsCheckingInterval: 2_000,
  /** A request without one is answered in the contract's envelope, which Node does not know. */
  requireHostHeader: false,
  /** Longer than clients and proxies keep an idle connection, so that none sends a request into one that is being closed. */
  keepAliveTimeout: 75_000,
};

/** Connections that wait for a busy process to take them; what comes beyond that is turned away by the system, without an answer. */
const BACKLOG = 4_096;

/** How long answers that are under way at the end may go on. */
const FINISH_ANSWERS_MS = 3_000;

/** The address cannot be listened on; the message says why and what to do. */
export class PortUnavailable extends Error {
  override readonly name = "PortUnavailable";
}

/** Listens, or throws `PortUnavailable`. */
export async function listen(
  server: ServerType,
  { host, port }: { host: string; port: number },
): Promise<void> {
  try {
    server.listen({ port, host, backlog: BACKLOG });
    await once(server, "listening");
  } catch (error) {
    throw new PortUnavailable(sentence(error, host, port), { cause: error });
  }
}

/** Lets answers that are under way end, for a bounded time, then breaks what is left. */
export async function closeServer(server: ServerType): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  if ("closeIdleConnections" in server) server.closeIdleConnections();
  await Promise.race([closed, delay(FINISH_ANSWERS_MS, undefined, { ref: false })]);
  if ("closeAllConnections" in server) server.closeAllConnections();
  await closed;
}

function sentence(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    return `Port ${port} of ${host} is taken by another program; stop that one, or choose another port with PORT.`;
  }
  if (code === "EACCES")
    return `Port ${port} may not be used by this user; choose one above 1023 with PORT.`;
  if (code === "EADDRNOTAVAIL")
    return `${host} is no address of this machine; choose another one with HOST.`;
  return `The gateway cannot listen on ${host}:${port}: ${error instanceof Error ? error.message : String(error)}`;
}
