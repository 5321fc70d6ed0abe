import {
  Agent as HttpAgent,
  type ClientRequest,
  type IncomingMessage,
  request as httpRequest,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { CheckedDial } from "../../egress/checked-dial.ts";

/** A request as it goes over the wire. */
export interface Outgoing {
  readonly method: string;
  readonly url: URL;
  readonly headers: Record<string, string>;
  readonly chunks: readonly Uint8Array[];
}

/** How long is waited for a server. */
export interface Patience {
  readonly connectMs: number;
  /** For the next byte that it takes or gives while we wait for it. */
  readonly silenceMs: number;
}

/** Kept-alive connections to one server; `fetch` would copy each part, and bounds neither silence nor buffers by itself. */
export class HttpExchange {
  readonly #agent: HttpAgent;
  readonly #request: typeof httpRequest;
  readonly #patience: Patience;
  readonly #dial: CheckedDial;
  /** What the socket tells of when the request can go out. */
  readonly #connected: "connect" | "secureConnect";

  constructor(protocol: string, patience: Patience, dial: CheckedDial) {
    const isPlain = protocol === "http:";
    this.#connected = isPlain ? "connect" : "secureConnect";
    // Sockets are not bounded: a copy reads and writes at once, and a bound could leave every copy waiting for its second.
    this.#agent = new (isPlain ? HttpAgent : HttpsAgent)({ keepAlive: true });
    this.#request = isPlain ? httpRequest : httpsRequest;
    this.#patience = patience;
    this.#dial = dial;
  }

  /** Sends the request and resolves with the head of the answer; its body must be read or destroyed. */
  async send({ method, url, headers, chunks }: Outgoing): Promise<IncomingMessage> {
    const { lookup } = this.#dial;
    this.#dial.checkHost(url.hostname);
    return await new Promise((resolve, reject) => {
      const request = this.#request(url, { method, headers, agent: this.#agent, lookup });
      const { silenceMs } = this.#patience;
      this.#boundConnecting(request);
      request.setTimeout(silenceMs, () => request.destroy(new ServerSilent(silenceMs)));
      request.on("error", reject);
      request.once("response", (response) => {
        // From here on who reads decides what is silence: a reader may pause.
        request.setTimeout(0);
        // A body that nobody waits for at the moment it breaks is told of when it is read.
        response.on("error", () => undefined);
        resolve(response);
      });
      for (const chunk of chunks) request.write(chunk);
      request.end();
    });
  }

  /** The body as it comes; throws when it breaks off, or when the server is silent while more is waited for. */
  async *body(response: IncomingMessage): AsyncGenerator<Buffer, void> {
    const { silenceMs } = this.#patience;
    let isWaiting = true;
    const alarm = setTimeout(() => {
      if (isWaiting) response.destroy(new ServerSilent(silenceMs));
    }, silenceMs);
    try {
      for await (const chunk of response) {
        isWaiting = false;
        yield chunk as Buffer; // no encoding is set
        isWaiting = true;
        alarm.refresh();
      }
    } finally {
      clearTimeout(alarm);
    }
  }

  /** Ends the connections that are idle. */
  close(): void {
    this.#agent.destroy();
  }

  #boundConnecting(request: ClientRequest): void {
    const { connectMs } = this.#patience;
    request.once("socket", (socket) => {
      if (request.reusedSocket) return;
      const alarm = setTimeout(() => request.destroy(new ServerSilent(connectMs)), connectMs);
      socket.once(this.#connected, () => clearTimeout(alarm));
      socket.once("close", () => clearTimeout(alarm));
    });
  }
}

class ServerSilent extends Error {
  override readonly name = "ServerSilent";
  readonly code = "ETIMEDOUT";

  constructor(silenceMs: number) {
    super(`The server was silent for ${silenceMs} ms.`);
  }
}
