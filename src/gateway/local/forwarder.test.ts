import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { createEgress } from "../egress/egress.ts";
import { createForwarder } from "./forwarder.ts";

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A forwarder whose test environment is a server on this machine, and whose production one cannot be reached. */
async function forwarding(listener: RequestListener) {
  const server = createServer(listener);
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a path
  return createForwarder({
    egress: createEgress({
      allowLoopback: true,
      resolve: () => Promise.reject(new Error("ENOTFOUND")),
    }),
    origins: { test: `http://127.0.0.1:${port}`, production: "https://api.batchrouter.test" },
  });
}

describe("the forwarder", () => {
  test("carries method, path, query, body and the headers of the contract, and no others", async () => {
    const seen: { request: IncomingMessage; body: string }[] = [];
    const forwarder = await forwarding(async (request, response) => {
      seen.push({ request, body: await text(request) });
      response.writeHead(201, {
        "content-type": "application/json",
        "set-cookie": "session=1",
        "x-request-id": "req_hosted",
        etag: '"1"',
        server: "hosted",
      });
      response.end('{"ok":true}');
    });
    const response = await forwarder.handle(
      new Request("http://127.0.0.1:1/local/forward/test/v1/batches/a%2Fb?limit=1&metadata[a]=b", {
        method: "POST",
        body: '{"ż":1}',
        headers: {
          authorization: "Bearer ob_live_1",
          "content-type": "application/json",
          "idempotency-key": "12345678",
          cookie: "secret=1",
          origin: "http://127.0.0.1:1",
          "x-forwarded-for": "10.0.0.1",
        },
      }),
    );
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ ok: true });
    expect(Object.fromEntries(response.headers)).toEqual({
      "content-type": "application/json",
      etag: '"1"',
      "x-hosted-request-id": "req_hosted",
    });
    const [{ request, body } = { request: undefined, body: "" }] = seen;
    expect([request?.method, request?.url, body]).toEqual([
      "POST",
      "/v1/batches/a%2Fb?limit=1&metadata[a]=b",
      '{"ż":1}',
    ]);
    expect(request?.headers).toMatchObject({
      authorization: "Bearer ob_live_1",
      "idempotency-key": "12345678",
    });
    expect(request?.headers).not.toHaveProperty("cookie");
    expect(request?.headers).not.toHaveProperty("origin");
    expect(request?.headers).not.toHaveProperty("x-forwarded-for");
  });

  test("streams: an answer begins to arrive while the request is still being sent", async () => {
    const forwarder = await forwarding((request, response) => void request.pipe(response));
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const url = "http://127.0.0.1:1/local/forward/test/v1/files";
    const init = { method: "POST", body: readable, duplex: "half" };
    const answering = forwarder.handle(new Request(url, init as RequestInit)); // `duplex` is newer than the types
    await writer.write(Buffer.from("first"));
    const reader = (await answering).body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("first");
    await writer.write(Buffer.from("second"));
    await writer.close();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("second");
    expect((await reader?.read())?.done).toBe(true);
  });

  test("gives statuses without a body and the hosted side's own errors back as they are", async () => {
    const forwarder = await forwarding((request, response) => {
      if (request.headers["if-none-match"] === '"1"') response.writeHead(304).end();
      else response.writeHead(429, { "retry-after": "7" }).end("{}");
    });
    const url = "http://127.0.0.1:1/local/forward/test/v1/batches";
    const unchanged = await forwarder.handle(
      new Request(url, { headers: { "if-none-match": '"1"' } }),
    );
    expect([unchanged.status, unchanged.body]).toEqual([304, null]);
    const limited = await forwarder.handle(new Request(url));
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "7"]);
  });

  test("says which host cannot be reached, and why, in a problem that may be tried again", async () => {
    const forwarder = await forwarding((request) => request.socket.destroy());
    const production = forwarder.handle(
      new Request("http://127.0.0.1:1/local/forward/production/v1/health"),
    );
    await expect(production).rejects.toMatchObject({
      code: "overloaded",
      message: expect.stringContaining("api.batchrouter.test cannot be reached"),
      details: { host: "api.batchrouter.test", reason: "dns" },
      retryAfterSeconds: 5,
    });
    const broken = forwarder.handle(new Request("http://127.0.0.1:1/local/forward/test/v1/health"));
    await expect(broken).rejects.toMatchObject({
      code: "overloaded",
      details: { reason: "reset" },
    });
  });

  test.each([
    "/local/forward/staging/v1/health",
    "/local/forward/constructor/v1/health",
    "/local/forward/test/v2/health",
    "/local/forward/test/openapi.json",
    "/local/forward/test/v1/../../admin",
    "/local/forward/test/v1/%2e%2e/admin",
    "/local/forward/test//evil.example.com/v1/",
    "/local/forward/test@evil.example.com/v1/health",
  ])("does not forward %s", async (path) => {
    let requests = 0;
    const forwarder = await forwarding((_request, response) => {
      requests += 1;
      response.end();
    });
    const handling = forwarder.handle(new Request(`http://127.0.0.1:1${path}`));
    await expect(handling).rejects.toMatchObject({ code: "not_found" });
    expect(requests).toBe(0);
  });
});
