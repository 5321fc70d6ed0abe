import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** One connection through the line. */
interface Passage {
  client: Socket;
  server: Socket;
}

/**
 * A TCP line between one process and its database that can be cut: bytes of both directions are held back, not refused,
 * and pass late, in their order, once the line is mended.
 */
export class HeldLine {
  readonly #server: Server;
  readonly #passages = new Set<Passage>();
  #held: (() => void)[] | undefined;
  #cutsAt: ((sent: string) => boolean) | undefined;
  #whenCut: () => void = () => undefined;
  #cut: Promise<void> = Promise.resolve();

  private constructor(server: Server, port: number) {
    this.#server = server;
    server.on("connection", (client) => this.#pass(client, port));
  }

  /** A line to a port of this machine. */
  static async start(port: number): Promise<HeldLine> {
    const server = createServer();
    const line = new HeldLine(server, port);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return line;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // it listens on a port
  }

  /** Resolves when the line is cut: as soon as the process sends what `cutsAt` looks for, which is held back already. */
  cutAt(cutsAt: (sent: string) => boolean): Promise<void> {
    this.#cut = new Promise((resolve) => (this.#whenCut = resolve));
    this.#cutsAt = cutsAt;
    return this.#cut;
  }

  cut(): void {
    this.#cutsAt = undefined;
    this.#held ??= [];
    this.#whenCut();
  }

  /** Lets through what was held, and everything after it. */
  mend(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const pass of held) pass();
  }

  async stop(): Promise<void> {
    this.#server.close();
    for (const { client, server } of this.#passages) {
      client.destroy();
      server.destroy();
    }
    await once(this.#server, "close");
  }

  #pass(client: Socket, port: number): void {
    const server = connect(port, "127.0.0.1");
    const passage = { client, server };
    this.#passages.add(passage);
    this.#forward(client, server, true);
    this.#forward(server, client, false);
    for (const socket of [client, server])
      socket.once("close", () => this.#passages.delete(passage));
  }

  #forward(from: Socket, to: Socket, isSent: boolean): void {
    from.on("data", (chunk: Buffer) => {
      if (isSent && this.#cutsAt?.(chunk.toString("latin1")) === true) this.cut();
      this.#whenOpen(() => void to.write(chunk));
    });
    // A broken end breaks the other one, in its turn.
    from.on("error", () => undefined);
    from.on("close", () => this.#whenOpen(() => void to.destroySoon()));
  }

  #whenOpen(pass: () => void): void {
    if (this.#held === undefined) pass();
    else this.#held.push(pass);
  }
}
