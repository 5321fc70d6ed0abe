import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import { newId } from "#contract/primitives.ts";
import type { ServerType } from "@hono/node-server";
import type { PlainAnswer } from "./answers.ts";
import { problemAnswer } from "./error-answer.ts";
import { problem } from "./problem.ts";
import { securityHeaders } from "./security-headers.ts";

/** What cannot be read has no path. */
const UNREAD_PATH = "";

/**
 * Answers what Node's parser refuses before there is a request (headers above 16 KiB, no HTTP at all) in the contract's
 * envelope, and closes the connection; Node alone would send a bare status line. What a client expects beside an answer is
 * let be: Node alone would refuse it outside of the envelope.
 */
export function answerBrokenRequests(server: ServerType): void {
  const answering = new WeakSet<Duplex>();
  const http = server as Server; // only HTTP/1 servers are made here
  http.on("checkExpectation", (request, response) => http.emit("request", request, response));
  http.on("request", ({ socket }, response) => {
    answering.add(socket);
    response.once("close", () => answering.delete(socket));
  });
  http.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    // Whoever has gone reads nothing, and into a running answer nothing can be written.
    if (error.code === "ECONNRESET" || !socket.writable || answering.has(socket)) socket.destroy();
    else refuse(socket, sentence(error.code));
  });
}

/** The answer to a request that Node could read and that names no target: no host, or one that is no address. */
export function answerWithoutTarget(): Response {
  const { status, headers, text } = brokenRequestAnswer(
    "The request's target or its Host header is no address.",
  );
  return new Response(text, { status, headers });
}

function brokenRequestAnswer(message: string): PlainAnswer {
  const requestId = newId("request");
  const issues = [{ path: "request", message }];
  const answer = problemAnswer(
    problem("invalid_request", message, { issues }),
    requestId,
    UNREAD_PATH,
  );
  Object.assign(answer.headers, securityHeaders(false), {
    "x-request-id": requestId,
    "cache-control": "no-store",
    connection: "close",
  });
  return answer;
}

function refuse(socket: Duplex, message: string): void {
  const { status, headers, text } = brokenRequestAnswer(message);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} Bad Request\r\n${lines.join("")}\r\n${text}`);
}

function sentence(code: string | undefined): string {
  if (code === "HPE_HEADER_OVERFLOW")
    return "The request's headers are larger than 16 KiB together.";
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return "The request did not arrive in time.";
  return "This is no HTTP request that can be read.";
}
