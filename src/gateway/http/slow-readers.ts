import type { Server } from "node:http";
import type { Socket } from "node:net";

/** How long a client may take nothing of what is written to it, in milliseconds. */
const STALLED_MS = 60_000;
/** Looks within that time. */
const LOOKS = 6;

/** What was seen of a connection at the last look at which something had moved. */
interface Progress {
  sentBytes: number;
  at: number;
}

/** Breaks connections whose client reads nothing of its answer for a minute: each would hold memory, a file or a turn for good. */
export function endSlowReaders(server: Server, stalledMs = STALLED_MS): void {
  const connections = new Map<Socket, Progress>();
  server.on("connection", (socket: Socket) => {
    connections.set(socket, { sentBytes: 0, at: performance.now() });
    socket.once("close", () => connections.delete(socket));
  });

  const look = (): void => {
    const now = performance.now();
    for (const [socket, progress] of connections) {
      const sentBytes = socket.bytesWritten - socket.writableLength;
      if (socket.writableLength === 0 || sentBytes !== progress.sentBytes)
        connections.set(socket, { sentBytes, at: now });
      else if (now - progress.at >= stalledMs) socket.destroy();
    }
  };
  const timer = setInterval(look, stalledMs / LOOKS);
  timer.unref();
  server.once("close", () => clearInterval(timer));
}
