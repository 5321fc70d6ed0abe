import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** What came in at a receiver, in its order. */
export interface FaultyReceipt {
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** How a receiver's path answers. */
type Answer = (response: ServerResponse, fault: FaultyReceiver) => void;

const RETRY_AFTER_SECONDS = 120;

/** By the first part of the path; the second is the event's own. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  good: (response) => response.end("thanks"),
  "slow-but-good": (response) => void setTimeout(() => response.end("thanks"), 20),
  500: (response) => response.writeHead(500).end("broken"),
  302: (response, { url }) => response.writeHead(302, { location: `${url}/redirected/x` }).end(),
  redirected: (response) => response.end("nobody should come here"),
  410: (response) => response.writeHead(410).end(),
  429: (response) => response.writeHead(429, { "retry-after": String(RETRY_AFTER_SECONDS) }).end(),
  // Bytes come, and never the end of the head.
  "slow-header": ({ socket }) => dripping(socket, "HTTP/1.1 200 OK\r\n", "x-more: 1\r\n"),
  "slow-body": ({ socket }) =>
    dripping(socket, "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n", "."),
  hang: () => undefined,
  reset: ({ socket }) => void socket?.resetAndDestroy(),
  "cut-short": ({ socket }) =>
    void socket?.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf"),
  "endless-body": (response) => pourInto(response.writeHead(200)),
  "no-http": ({ socket }) => void socket?.end("SSH-2.0-OpenSSH\r\n"),
  "huge-head": ({ socket }) =>
    void socket?.end(`HTTP/1.1 200 OK\r\nx-huge: ${"h".repeat(100_000)}\r\n\r\n`),
};

/** The paths that no answer ends: a test has little patience with them. */
export const SILENT_FAULTS = ["slow-header", "slow-body", "hang"];

function dripping(socket: ServerResponse["socket"], head: string, drop: string): void {
  socket?.write(head);
  const drip = setInterval(() => socket?.write(drop), 10);
  socket?.once("close", () => clearInterval(drip)).on("error", () => undefined);
}

function pourInto(response: ServerResponse): void {
  const chunk = Buffer.alloc(4_096, "e");
  const pour = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on("drain", pour).on("error", () => undefined);
  pour();
}

export type FaultyReceiver = Awaited<ReturnType<typeof openFaultyReceiver>>;

/** A real receiver with a fault for each path, which keeps all that comes in by its path. */
export async function openFaultyReceiver() {
  const receipts = new Map<string, FaultyReceipt[]>();
  const server = createServer(async (request, response) => {
    const path = request.url ?? "";
    const receipt = { headers: request.headers, body: await buffer(request) };
    receipts.set(path, [...(receipts.get(path) ?? []), receipt]);
    ANSWERS[path.split("/")[1] ?? ""]?.(response, receiver);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a path
  const receiver = {
    url: `http://127.0.0.1:${port}`,
    port,
    /** All that came to a path. */
    at: (path: string): readonly FaultyReceipt[] => receipts.get(path) ?? [],
    paths: (): string[] => [...receipts.keys()],
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}
