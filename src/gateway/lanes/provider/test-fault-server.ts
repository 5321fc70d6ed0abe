import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { ConformanceScene, Fault } from "../lane-conformance.ts";

/** What a server does with one request, once it has all of it. */
export type Behaviour = (
  response: ServerResponse,
  request: IncomingMessage,
  seen: SeenRequest,
) => void;

/** A request as it came. */
export interface SeenRequest {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
}

/** A server on loopback that does what it is told, and forgets nothing. */
export interface FaultServer {
  /** Where it listens: `http://127.0.0.1:…`. */
  readonly url: string;
  readonly requests: SeenRequest[];
  /** How many connections were made to it. */
  connections(): number;
  /** What it does with all requests from now on. */
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

/** Starts a server that answers with nothing before it is told how to behave. */
export async function startFaultServer(): Promise<FaultServer> {
  const requests: SeenRequest[] = [];
  let behaviour: Behaviour = () => {};
  let connections = 0;
  const server: Server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    // A caller that goes away in the midst of its request is one of the things that are tried here.
    const whole = text(request).catch(() => "");
    void whole.then((body) => {
      const seen = { method, url, headers, body };
      requests.push(seen);
      return behaviour(response, request, seen);
    });
  });
  server.on("connection", () => (connections += 1));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a path
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    behave: (next) => void (behaviour = next),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with a status and a body, and with nothing that a real server would not send. */
export function answering(
  status: number,
  body: string | object,
  headers: Readonly<Record<string, string>> = {},
): Behaviour {
  const sent = typeof body === "string" ? body : JSON.stringify(body);
  return (response) =>
    void response.writeHead(status, { "content-type": "application/json", ...headers }).end(sent);
}

/** An error in the form that OpenAI's error codes page documents. */
export function openAiError(type: string, code: string | null, message: string): object {
  return { error: { message, type, param: null, code } };
}

const LIMITED = openAiError("requests", "rate_limit_exceeded", "Rate limit reached.");
const HEAD = { "content-type": "application/json" };

/** The faults that look the same whatever was asked for, as a server brings them about; `now` is the lane's clock. */
export function serverFaults(now: Date) {
  const inAMinute = new Date(Math.ceil(now.getTime() / 1_000) * 1_000 + 60_000).toUTCString();
  return {
    "429 without Retry-After": answering(429, LIMITED),
    "429 with Retry-After in seconds": answering(429, LIMITED, { "retry-after": "7" }),
    "429 with Retry-After as a date": answering(429, LIMITED, { "retry-after": inAMinute }),
    "500": answering(500, openAiError("server_error", null, "The server had an error.")),
    "a connection that is reset": (response) => void response.socket?.resetAndDestroy(),
    "silence before the head": () => {},
    "silence within the body": (response) =>
      void response.writeHead(200, HEAD).write('{"choices":'),
    "a body that breaks off": (response) =>
      response
        .writeHead(200, { ...HEAD, "content-length": "1000" })
        .write('{"choices":', () => response.destroy()),
    "a body that is no JSON": answering(200, '{"choices": [,]}'),
    "JSON that is no answer": answering(200, { object: "list", status: "fine" }),
    "a page of HTML with 200": answering(200, "<!doctype html><h1>Welcome</h1>", {
      "content-type": "text/html",
    }),
    "a key that is refused": answering(
      401,
      openAiError(
        "invalid_request_error",
        "invalid_api_key",
        "Incorrect API key provided: sk-t***st.",
      ),
    ),
    "a model that is not there": answering(
      404,
      openAiError("invalid_request_error", "model_not_found", "The model `gone` does not exist."),
    ),
    "an item that breaks the content policy": answering(
      400,
      openAiError(
        "invalid_request_error",
        "content_policy_violation",
        "Your request was rejected.",
      ),
    ),
    "an item that is too long": answering(
      400,
      openAiError(
        "invalid_request_error",
        "context_length_exceeded",
        "This model's maximum context length is 8192 tokens.",
      ),
    ),
    "an item that makes no sense": answering(
      400,
      openAiError("invalid_request_error", null, "Invalid value for 'temperature'."),
    ),
  } satisfies Partial<Record<Fault, Behaviour>>;
}

/** Long enough for a server that answers, short enough to wait for one that never does. */
const PATIENCE_MS = 300;

/**
 * A scene for each of the faults that look the same whatever was asked for. `scene` gives a lane to a server that behaves
 * so, with a deadline of its own where it is told one.
 */
export function serverScenes(
  now: Date,
  scene: (behaviour: Behaviour, timeoutMs?: number) => ConformanceScene,
) {
  const faults = serverFaults(now);
  const made = Object.entries(faults).map(([fault, behaviour]) => {
    const deadline = fault.startsWith("silence") ? [PATIENCE_MS] : [];
    return [fault, () => scene(behaviour, ...deadline)];
  });
  // The same keys as went in, which `fromEntries` forgets.
  return Object.fromEntries(made) as Record<keyof typeof faults, () => ConformanceScene>;
}

/** A call that the server never answers, with word of its having come. */
export function endlessScene(scene: (behaviour: Behaviour) => ConformanceScene): ConformanceScene {
  let arrive = (): void => {};
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  return { ...scene(() => arrive()), reached };
}
