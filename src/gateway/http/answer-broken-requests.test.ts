import { once } from "node:events";
import { connect, type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createAdaptorServer } from "@hono/node-server";
import { ErrorEnvelope } from "#contract/error-envelope.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerBrokenRequests } from "./answer-broken-requests.ts";

const server = createAdaptorServer({ fetch: () => new Response("fine") });
beforeAll(async () => {
  answerBrokenRequests(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
});
afterAll(() => void server.close());

/** Sends bytes over a connection of its own and reads all that comes until the other side closes it. */
async function exchange(bytes: string) {
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a path
  const socket = connect(port, "127.0.0.1");
  socket.write(bytes);
  return text(socket);
}

test.each([
  [
    "headers that are too large",
    `GET / HTTP/1.1\r\nhost: a\r\nx: ${"y".repeat(40_000)}\r\n\r\n`,
    "16 KiB",
  ],
  ["what is no HTTP", "\x16\x03\x01 hello\r\n\r\n", "no HTTP request"],
  [
    "a length that is none",
    "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ż\r\n\r\n",
    "no HTTP request",
  ],
])("%s are refused in the contract's envelope, with a request id", async (_name, bytes, words) => {
  const [head = "", body = ""] = (await exchange(bytes)).split("\r\n\r\n");
  expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  const { error } = ErrorEnvelope.parse(JSON.parse(body));
  expect(error.code).toBe("invalid_request");
  expect(error.message).toContain(words);
  expect(head).toContain(`x-request-id: ${error.details.request_id}`);
});

test("a good request before a broken one keeps its answer", async () => {
  const answers = await exchange("GET / HTTP/1.1\r\nhost: a\r\n\r\nnonsense\r\n\r\n");
  expect(answers).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
});
