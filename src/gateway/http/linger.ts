import type { IncomingMessage } from "node:http";
import { Socket } from "node:net";

/** How long the rest of a body is read after its answer. */
const LINGER_MS = 5_000;

/**
 * Lets a client that still sends have its answer. A connection that is closed on bytes that were not read is reset, and the
 * reset takes the answer with it; so it is closed for writing alone, and what comes is thrown away until the body has
 * ended, the client has closed or a while has passed.
 */
export function lingerOnUnread(request: IncomingMessage): void {
  const { socket } = request;
  // Not the socket's own, which an earlier request over it may have set.
  const destroySoon = (): void => Socket.prototype.destroySoon.call(socket);
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
