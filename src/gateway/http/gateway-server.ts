import { createServer, type IncomingMessage, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { SERVER_OPTIONS } from "../serve.ts";
import { answerBrokenRequests, answerWithoutTarget } from "./answer-broken-requests.ts";
import { lingerOnUnread } from "./linger.ts";
import type { Fetch } from "./router.ts";
import { endSlowReaders } from "./slow-readers.ts";

/**
 * The gateway's HTTP server: whatever bytes come are answered in the contract's envelope or end the connection, and clients
 * that send or read at a crawl are not waited for. It does not listen as yet.
 */
export function createGatewayServer(fetch: Fetch): Server {
  const answer = getRequestListener(fetch, { errorHandler: answerWithoutTarget });
  const server = createServer(SERVER_OPTIONS, (request, response) => {
    if (hasBody(request)) lingerOnUnread(request);
    void answer(request, response);
  });
  answerBrokenRequests(server);
  endSlowReaders(server);
  return server;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
}
