import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import { newId } from "#contract/primitives.ts";
import type { ServerType } from "@hono/node-server";
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
    else void refuse(socket, sentence(error.code));
  });
}

/** The answer to a request that Node could read and that names no target: no host, or one that is no address. */
export function answerWithoutTarget(): Response {
  return brokenRequestAnswer("The request's target or its Host header is no address.");
}

function brokenRequestAnswer(message: string): Response {
  const requestId = newId("request");
  const issues = [{ path: "request", message }];
  const answer = problemAnswer(
    problem("invalid_request", message, { issues }),
    requestId,
    UNREAD_PATH,
  );
  for (const [name, value] of Object.entries(securityHeaders(false)))
    answer.headers.set(name, value);
  answer.headers.set("x-request-id", requestId);
  answer.headers.set("cache-control", "no-store");
  answer.headers.set("connection", "close");
  return answer;
}

async function refuse(socket: Duplex, message: string): Promise<void> {
  const answer = brokenRequestAnswer(message);
  const lines = [...answer.headers].map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${answer.status} Bad Request\r\n${lines.join("")}\r\n${await answer.text()}`,
  );
}

function sentence(code: string | undefined): string {
  if (code === "HPE_HEADER_OVERFLOW")
    return "The request's headers are larger than 16 KiB together.";
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return "The request did not arrive in time.";
  return "This is no HTTP request that can be read.";
}
