import { once } from "node:events";
import { createServer, Socket, type AddressInfo } from "node:net";

/** A line to a server on which answers get lost, or which is cut altogether. */
export class CuttableLine {
  readonly #server = createServer((client) => this.#join(client));
  readonly #sockets = new Set<Socket>();
  readonly #target: number;
  #port = 0;
  #isLosing = false;

  private constructor(target: number) {
    this.#target = target;
  }

  static async open(target: number): Promise<CuttableLine> {
    const line = new CuttableLine(target);
    await line.allow();
    return line;
  }

  get port(): number {
    return this.#port;
  }

  async allow(): Promise<void> {
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    // A server on a port has an address of this kind.
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  loseAnswers(): void {
    this.#isLosing = true;
  }

  cut(): void {
    this.#isLosing = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  refuse(): void {
    this.#server.close();
    this.cut();
  }

  async close(): Promise<void> {
    this.refuse();
    if (this.#server.listening) await once(this.#server, "close");
  }

  #join(client: Socket): void {
    const server = new Socket();
    server.connect(this.#target, "127.0.0.1");
    client.pipe(server);
    server.on("data", (chunk) => this.#isLosing || client.write(chunk));
    for (const [socket, far] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        this.#sockets.delete(socket);
        far.destroy();
      });
    }
  }
}
