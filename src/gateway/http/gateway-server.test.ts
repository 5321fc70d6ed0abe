import { once } from "node:events";
import { connect, type AddressInfo, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { ErrorEnvelope } from "#contract/error-envelope.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeServer } from "../serve.ts";
import { createGatewayServer } from "./gateway-server.ts";
import { endSlowReaders } from "./slow-readers.ts";

const LARGE = "x".repeat(8 * 1024 ** 2);
const serve = async (request: Request) =>
  new Response(new URL(request.url).pathname === "/large" ? LARGE : "fine");
const server = createGatewayServer(serve);
beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
});
afterAll(() => closeServer(server));

function open(to = server) {
  const { port } = to.address() as AddressInfo; // a TCP server's address is never a path
  return connect(port, "127.0.0.1");
}

async function exchange(bytes: string) {
  const socket = open();
  socket.end(bytes);
  return text(socket);
}

test.each([
  ["no host", "GET / HTTP/1.1\r\n\r\n"],
  ["a host that is none", "GET / HTTP/1.1\r\nhost: a/b c\r\n\r\n"],
  ["a target that is none", "GET http://[::1/ HTTP/1.1\r\nhost: localhost\r\n\r\n"],
  ["a target without a slash", "GET x HTTP/1.1\r\nhost: localhost\r\n\r\n"],
])("%s is refused in the contract's envelope", async (_name, bytes) => {
  const [head = "", body = ""] = (await exchange(bytes)).split("\r\n\r\n");
  expect(head).toMatch(/^HTTP\/1\.1 400 /);
  expect(head).toContain("content-security-policy: default-src 'none'");
  expect(ErrorEnvelope.parse(JSON.parse(body)).error.code).toBe("invalid_request");
});

test("an expectation that nobody knows is no reason to refuse outside of the envelope", async () => {
  const answer = await exchange(
    "GET / HTTP/1.1\r\nhost: localhost\r\nexpect: wonders\r\nconnection: close\r\n\r\n",
  );
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*fine$/);
});

test("a client that reads nothing of its answer is ended", async () => {
  const impatient = createGatewayServer(serve);
  endSlowReaders(impatient, 200);
  await once(impatient.listen(0, "127.0.0.1"), "listening");
  const taken = once(impatient, "connection");
  const idle = open(impatient).pause();
  idle.write("GET /large HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(3));
  const [socket] = (await taken) as [Socket]; // what a server tells of a connection
  await once(socket, "close");
  expect(socket.destroyed).toBe(true);
  idle.destroy();
  await closeServer(impatient);
});

test("a client that reads has all of a large answer", async () => {
  const request = "GET /large HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
  expect((await exchange(request)).length).toBeGreaterThan(LARGE.length);
});

test.each([
  ["that is to be closed", "connection: close\r\n"],
  ["that is to be kept", ""],
])("a client that still sends has its answer, over a connection %s", async (_name, more) => {
  const socket = open();
  const bytes = 24 * 1024 ** 2;
  socket.write(`POST / HTTP/1.1\r\nhost: localhost\r\n${more}content-length: ${2 * bytes}\r\n\r\n`);
  // As clients do that look for an answer when they have sent for a while; longer than the adapter reads on by itself.
  for (const pauseMs of [100, 900]) {
    await delay(pauseMs);
    socket.write(Buffer.alloc(bytes / 2, "x"));
  }
  await delay(300);
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*fine$/);
});
