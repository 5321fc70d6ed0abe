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

/** A way of receiving, and what an attempt comes to under it. */
export interface ReceiverFault {
  /** The first part of its path. */
  name: string;
  /** How a delivery ends that meets it every time. */
  end: "delivered" | "gone" | "failed";
  /** The status that comes, or the code of the error. */
  each: number | string;
  /** The floor of a wait that the receiver asks for. */
  retryAfterMs?: number;
  /** Whether the request comes as far as the receiver's code. */
  arrives: boolean;
}

export const RECEIVER_FAULTS: readonly ReceiverFault[] = [
  { name: "good", end: "delivered", each: 200, arrives: true },
  { name: "slow-but-good", end: "delivered", each: 200, arrives: true },
  { name: "endless-body", end: "delivered", each: 200, arrives: true },
  { name: "410", end: "gone", each: 410, arrives: true },
  { name: "500", end: "failed", each: 500, arrives: true },
  { name: "302", end: "failed", each: 302, arrives: true },
  {
    name: "429",
    end: "failed",
    each: 429,
    arrives: true,
    retryAfterMs: RETRY_AFTER_SECONDS * 1_000,
  },
  { name: "slow-header", end: "failed", each: "timeout", arrives: true },
  { name: "slow-body", end: "failed", each: "timeout", arrives: true },
  { name: "hang", end: "failed", each: "timeout", arrives: true },
  { name: "reset", end: "failed", each: "reset", arrives: true },
  { name: "cut-short", end: "failed", each: "reset", arrives: true },
  { name: "no-http", end: "failed", each: "bad_answer", arrives: true },
  { name: "huge-head", end: "failed", each: "bad_answer", arrives: true },
  { name: "tls", end: "failed", each: "tls", arrives: false },
  { name: "dns", end: "failed", each: "dns", arrives: false },
];

/** The paths that no whole answer ever comes from. */
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

/** A real receiver with a fault for each path, which keeps all that comes in by its path, and tells of it. */
export async function openFaultyReceiver(onReceipt: (path: string) => void = () => undefined) {
  const receipts = new Map<string, FaultyReceipt[]>();
  const server = createServer(async (request, response) => {
    const path = request.url ?? "";
    const receipt = { headers: request.headers, body: await buffer(request) };
    receipts.set(path, [...(receipts.get(path) ?? []), receipt]);
    onReceipt(path);
    ANSWERS[path.split("/")[1] ?? ""]?.(response, receiver);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a path
  const receiver = {
    url: `http://127.0.0.1:${port}`,
    /** The URL of a path below a fault's. */
    urlOf: ({ name }: ReceiverFault, path: string): string => {
      if (name === "tls") return `https://127.0.0.1:${port}${path}`;
      if (name === "dns") return `https://no-such-name.test${path}`;
      return `http://127.0.0.1:${port}${path}`;
    },
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
