import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";

/** How long the rest of a body is read after its answer. */
const LINGER_MS = 5_000;

/** How each connection ends by itself; what it has as its own was set for an earlier request over it. */
const ends = new WeakMap<Socket, () => void>();

/**
 * Lets a client that still sends have its answer. A connection that is closed on bytes that were not read is reset, and the
 * reset takes the answer with it; so it is closed for writing alone, and what comes is thrown away until the body has
 * ended, the client has closed or a while has passed.
 */
export function lingerOnUnread(request: IncomingMessage): void {
  const { socket } = request;
  const destroySoon = ends.get(socket) ?? socket.destroySoon.bind(socket);
  ends.set(socket, destroySoon);
  // What Node's server and its adapter end a connection with.
  socket.destroySoon = () => {
    if (request.complete || socket.destroyed) {
      destroySoon();
      return;
    }
    if (socket.writableEnded) return;
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once("close", () => clearTimeout(timer));
    request.once("end", destroySoon);
    request.resume();
    socket.end();
  };
}
