import { once } from "node:events";
import {
  createServer,
  request as send,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";

/** What the proxy does to calls of the API; the console's own files always go through. */
export type Fault =
  | { kind: "none" }
  /** Each answer comes, so much later. */
  | { kind: "slow"; delayMs: number }
  /** 500, in turn in the contract's envelope and as the page of a proxy on the way. */
  | { kind: "failing" }
  | { kind: "limited"; retryAfterSeconds: number }
  /** JSON answers with fields dropped, renamed or of another type, in turn. */
  | { kind: "strange" }
  /** A file of the console's own is not there any more, as after a new deploy. */
  | { kind: "gone"; file: RegExp }
  /** The connection breaks, in turn in the middle of the body and before anything was answered. */
  | { kind: "broken" };

/** A call of the API as the proxy saw it. */
export interface SeenCall {
  method: string;
  path: string;
  arrivedAtMs: number;
  /** Null while it is under way, and where the connection broke. */
  status: number | null;
  answeredAtMs: number | null;
}

const API = /^\/(v1|local)\//;
const ERROR_PAGE = "<html><body><h1>500 Internal Server Error</h1></body></html>";

const envelope = (code: string, message: string): string =>
  JSON.stringify({ error: { code, message, details: {} } });

/** A real HTTP proxy before a gateway, that makes the way there bad and counts what is asked. */
export class FaultProxy {
  readonly url: string;
  readonly calls: SeenCall[] = [];
  fault: Fault = { kind: "none" };
  readonly #server: Server;
  readonly #target: URL;
  #turn = 0;

  private constructor(server: Server, port: number, target: URL) {
    this.#server = server;
    this.#target = target;
    this.url = `http://127.0.0.1:${port}`;
    server.on("request", (request, response) => this.#serve(request, response));
  }

  static async start(targetUrl: string): Promise<FaultProxy> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("No port");
    return new FaultProxy(server, address.port, new URL(targetUrl));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  /** The reads since a moment, oldest first. */
  readsSince(ms: number): SeenCall[] {
    return this.calls.filter(({ method, arrivedAtMs }) => method === "GET" && arrivedAtMs >= ms);
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const { method = "GET", url = "/" } = request;
    const { fault } = this;
    if (fault.kind === "gone" && fault.file.test(url)) {
      response.writeHead(404).end();
      return;
    }
    if (!API.test(url)) {
      this.#forward(request, response, { kind: "none" });
      return;
    }
    const call: SeenCall = {
      method,
      path: url,
      arrivedAtMs: Date.now(),
      status: null,
      answeredAtMs: null,
    };
    this.calls.push(call);
    response.on("finish", () => {
      call.status = response.statusCode;
      call.answeredAtMs = Date.now();
    });
    this.#answer(request, response);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { fault } = this;
    this.#turn += 1;
    const isOdd = this.#turn % 2 === 1;
    if (fault.kind === "failing") {
      if (isOdd)
        json(response, 500, envelope("internal_error", "Something went wrong on our side."));
      else response.writeHead(500, { "content-type": "text/html" }).end(ERROR_PAGE);
    } else if (fault.kind === "limited") {
      const seconds = String(fault.retryAfterSeconds);
      const body = envelope("rate_limited", "Too many requests.");
      json(response, 429, body, { "retry-after": seconds });
    } else if (fault.kind === "broken" && isOdd) request.socket.destroy();
    else this.#forward(request, response, fault);
  }

  #forward(request: IncomingMessage, response: ServerResponse, fault: Fault): void {
    const headers = { ...request.headers, "accept-encoding": "identity" };
    const { hostname, port } = this.#target;
    const upstream = send(
      { hostname, port, method: request.method, path: request.url, headers, agent: false },
      (answer) => void this.#passOn(answer, response, fault),
    );
    // A gateway that is gone: the client sees the connection break, as it would without a proxy.
    upstream.on("error", () => request.socket.destroy());
    response.on("close", () => upstream.destroy());
    request.pipe(upstream);
  }

  async #passOn(answer: IncomingMessage, response: ServerResponse, fault: Fault): Promise<void> {
    const { statusCode = 502, headers } = answer;
    if (fault.kind === "none" || fault.kind === "gone") {
      response.writeHead(statusCode, headers);
      answer.pipe(response);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer); // a stream without an encoding gives buffers
    const body = Buffer.concat(chunks);
    if (fault.kind === "slow") {
      await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
      response.writeHead(statusCode, headers).end(body);
      return;
    }
    if (fault.kind === "broken") {
      response.writeHead(statusCode, headers);
      response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
      return;
    }
    const isJson = headers["content-type"]?.includes("json") === true && statusCode === 200;
    const { "content-length": _length, ...others } = headers;
    response.writeHead(statusCode, others);
    response.end(isJson ? JSON.stringify(this.#estrange(JSON.parse(body.toString()))) : body);
  }

  /** The answer with one of its fields dropped, renamed or of another type. */
  #estrange(value: unknown): unknown {
    if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
    const fields = Object.entries(value);
    const at = fields.findIndex(([name]) => name === "data" || name === "status");
    const [name, inner] = fields[Math.max(0, at)] ?? ["", null];
    const rest = fields.filter(([other]) => other !== name);
    const ways = [
      () => rest,
      () => [...rest, [`${name}_renamed`, inner] as const],
      () => [...rest, [name, typeof inner === "string" ? 7 : "seven"] as const],
    ];
    return Object.fromEntries(ways[this.#turn % ways.length]?.() ?? rest);
  }
}

function json(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
}
