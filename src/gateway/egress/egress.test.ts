import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
} from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { createServer as createTlsServer } from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import { EgressFailure } from "./egress-failure.ts";
import { createEgress, type EgressOptions, type SendRequest } from "./egress.ts";

const servers: (Server | TcpServer)[] = [];

async function listening(server: Server | TcpServer, host = "127.0.0.1"): Promise<number> {
  servers.push(server);
  await once(server.listen(0, host), "listening");
  return (server.address() as AddressInfo).port; // a TCP server's address is never a path
}

async function serving(listener: RequestListener, host?: string): Promise<string> {
  return `http://127.0.0.1:${await listening(createServer(listener), host)}`;
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    if ("closeAllConnections" in server) server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

function send(
  request: Partial<SendRequest> & { url: string },
  options: Partial<EgressOptions> = {},
) {
  const whole = {
    method: "GET",
    headers: {},
    timeoutMs: 5_000,
    maxResponseBytes: 1_000,
    ...request,
  };
  return createEgress({ allowLoopback: true, ...options }).send(whole);
}

describe("send", () => {
  test("sends method, path, headers and the very bytes, and gives back the answer", async () => {
    const seen: {
      method: string;
      url: string;
      headers: IncomingMessage["headers"];
      body: string;
    }[] = [];
    const url = await serving(async (request, response) => {
      seen.push({
        method: request.method ?? "",
        url: request.url ?? "",
        headers: request.headers,
        body: await text(request),
      });
      response.writeHead(201, { "x-answer": "yes" }).end("done");
    });
    const body = Buffer.from('{"a":"ż\\u2028"}');
    const answer = await send({
      url: `${url}/a%2Fb?q=1#no`,
      method: "POST",
      body,
      headers: { "x-one": "1" },
    });
    expect(answer).toMatchObject({ status: 201, headers: { "x-answer": "yes" } });
    expect(Buffer.from(answer.body).toString()).toBe("done");
    expect([answer.duration_ms > 0, answer.duration_ms < 5_000]).toEqual([true, true]);
    expect(seen).toMatchObject([
      {
        method: "POST",
        url: "/a%2Fb?q=1",
        headers: { "x-one": "1", "content-length": "16" },
        body: body.toString(),
      },
    ]);
    expect(seen[0]?.headers.host).toBe(new URL(url).host);
  });

  test("gives a redirect back as an answer and does not follow it", async () => {
    let requests = 0;
    const url = await serving((_request, response) => {
      requests += 1;
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    expect((await send({ url })).status).toBe(302);
    expect(requests).toBe(1);
  });

  test("resolves a name once and connects to the address that was checked, whatever the name says later", async () => {
    const url = await serving((request, response) => response.end(request.headers.host));
    const answers = [["127.0.0.1"], ["169.254.169.254"]];
    let asked = 0;
    const port = new URL(url).port;
    const answer = await send(
      { url: `http://rebinding.localhost:${port}/` },
      { resolve: async () => answers[asked++] ?? [] },
    );
    expect(asked).toBe(1);
    expect(Buffer.from(answer.body).toString()).toBe(`rebinding.localhost:${port}`);
  });

  test.each([
    ["a private one", ["10.0.0.1"]],
    ["a private one beside a public one", ["8.8.8.8", "192.168.0.1"]],
    ["a mapped one", ["::ffff:169.254.169.254"]],
    ["link-local with a zone", ["fe80::1%eth0"]],
    ["loopback, which is not allowed here", ["127.0.0.1"]],
    ["something that is no address", ["not-an-address"]],
  ])("refuses a name whose address is %s", async (_what, addresses) => {
    const sending = send(
      { url: "https://hook.example.com/" },
      { allowLoopback: false, resolve: async () => addresses },
    );
    await expect(sending).rejects.toMatchObject({ code: "refused_address" });
  });

  test("refuses plain http to a localhost that resolves to another machine", async () => {
    const sending = send({ url: "http://localhost:9/" }, { resolve: async () => ["8.8.8.8"] });
    await expect(sending).rejects.toMatchObject({ code: "refused_address" });
  });

  test("says dns when a name does not resolve, or resolves to nothing", async () => {
    const failing = async (): Promise<string[]> => Promise.reject(new Error("ENOTFOUND"));
    await expect(
      send({ url: "https://gone.example.com/" }, { resolve: failing }),
    ).rejects.toMatchObject({ code: "dns" });
    const empty = send({ url: "https://gone.example.com/" }, { resolve: async () => [] });
    await expect(empty).rejects.toMatchObject({ code: "dns" });
  });

  test("says connect when nobody listens", async () => {
    const server = createServer();
    const port = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    await expect(send({ url: `http://127.0.0.1:${port}/` })).rejects.toMatchObject({
      code: "connect",
    });
  });

  test("says tls when the other side does not speak it", async () => {
    const url = await serving((_request, response) => response.end());
    await expect(send({ url: url.replace("http:", "https:") })).rejects.toMatchObject({
      code: "tls",
    });
  });

  test("names the host, not the address, when it begins a secure connection", async () => {
    const names: string[] = [];
    const server = createTlsServer({
      SNICallback(name, callback) {
        names.push(name);
        callback(new Error("no certificate for anybody"));
      },
    });
    const port = await listening(server);
    const sending = send(
      { url: `https://hook.localhost.:${port}/` },
      { resolve: async () => ["127.0.0.1"] },
    );
    await expect(sending).rejects.toBeInstanceOf(EgressFailure);
    expect(names).toEqual(["hook.localhost"]);
  });

  test("names no host when it begins a secure connection to an address", async () => {
    const names: string[] = [];
    const hellos: string[] = [];
    const server = createTlsServer({
      SNICallback(name, callback) {
        names.push(name);
        callback(null);
      },
    });
    server.on("tlsClientError", () => hellos.push("hello"));
    const port = await listening(server);
    await expect(send({ url: `https://127.0.0.1:${port}/` })).rejects.toMatchObject({
      code: "tls",
    });
    expect([names, hellos]).toEqual([[], ["hello"]]);
  });

  test("gives a header that came several times as one, with commas", async () => {
    const url = await serving((_request, response) => {
      response.setHeader("set-cookie", ["a=1", "b=2"]);
      response.end();
    });
    expect((await send({ url })).headers["set-cookie"]).toBe("a=1, b=2");
  });

  test("says bad_answer when the other side goes on in another protocol, and hangs up", async () => {
    let hungUp: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => (hungUp = resolve));
    const port = await listening(
      createTcpServer((socket) => {
        socket.on("close", hungUp).resume();
        socket.write(
          "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n",
        );
      }),
    );
    const headers = { connection: "upgrade", upgrade: "other" };
    const sending = send({ url: `http://127.0.0.1:${port}/`, headers });
    await expect(sending).rejects.toMatchObject({ code: "bad_answer" });
    await closed;
  });

  test("says timeout when no answer comes, when it stops half-way, and when the name server is silent", async () => {
    const silent = await serving(() => {});
    const halfway = await serving(
      (_request, response) => void response.writeHead(200).write("begun"),
    );
    await expect(send({ url: silent, timeoutMs: 50 })).rejects.toMatchObject({ code: "timeout" });
    await expect(send({ url: halfway, timeoutMs: 50 })).rejects.toMatchObject({ code: "timeout" });
    const never = send(
      { url: "https://slow.example.com/", timeoutMs: 50 },
      { resolve: () => new Promise(() => {}) },
    );
    await expect(never).rejects.toMatchObject({ code: "timeout" });
  });

  test("says reset when the connection breaks before or within the answer", async () => {
    const before = await serving((request) => request.socket.destroy());
    const within = await serving((request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("begun", () => request.socket.destroy());
    });
    await expect(send({ url: before })).rejects.toMatchObject({ code: "reset" });
    await expect(send({ url: within })).rejects.toMatchObject({ code: "reset" });
  });

  test("says bad_answer when what comes is not HTTP", async () => {
    const port = await listening(
      createTcpServer((socket) => void socket.resume().end("SSH-2.0-OpenSSH\r\n")),
    );
    await expect(send({ url: `http://127.0.0.1:${port}/` })).rejects.toMatchObject({
      code: "bad_answer",
    });
  });

  test("keeps no more of an answer than allowed: fails, or cuts when told so", async () => {
    const url = await serving((_request, response) => response.end("x".repeat(100_000)));
    await expect(send({ url, maxResponseBytes: 10 })).rejects.toMatchObject({ code: "too_large" });
    const cut = await send({ url, maxResponseBytes: 10, whenLarger: "cut" });
    expect(Buffer.from(cut.body).toString()).toBe("x".repeat(10));
    const never = await serving((_request, response) => void response.write("x".repeat(100)));
    const begun = await send({ url: never, maxResponseBytes: 10, whenLarger: "cut" });
    expect(Buffer.from(begun.body).toString()).toBe("x".repeat(10));
    const whole = await send({ url, maxResponseBytes: 100_000 });
    expect(whole.body).toHaveLength(100_000);
  });

  test("refuses a header that would smuggle another one in", async () => {
    const url = await serving((_request, response) => response.end());
    await expect(send({ url, headers: { "x-one": "a\r\nx-two: b" } })).rejects.toMatchObject({
      code: "invalid_request",
    });
  });

  test("stops when the caller gives up", async () => {
    const url = await serving(() => {});
    await expect(send({ url, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "aborted",
    });
  });
});

describe("open", () => {
  test("streams a request of unknown length out and its answer back", async () => {
    const url = await serving((request, response) => void request.pipe(response));
    const body = Readable.from([Buffer.from("one "), Buffer.from("two")]);
    const answer = await createEgress({ allowLoopback: true }).open({
      method: "POST",
      url,
      headers: {},
      body,
    });
    expect(await text(answer.body)).toBe("one two");
  });

  test("says timeout when the connection falls silent", async () => {
    const url = await serving(() => {});
    const opening = createEgress({ allowLoopback: true }).open({
      method: "GET",
      url,
      headers: {},
      idleTimeoutMs: 50,
    });
    await expect(opening).rejects.toMatchObject({ code: "timeout" });
  });
});

describe("kept connections", () => {
  const options = { allowLoopback: true, allowPrivate: true, resolve: async () => ["127.0.0.1"] };
  const request = {
    method: "GET",
    headers: {},
    timeoutMs: 5_000,
    maxResponseBytes: 1_000,
  };

  test("are used again where they are wanted, and never otherwise", async () => {
    let connections = 0;
    const server = createServer((_request, response) => void response.end("done"));
    server.on("connection", () => (connections += 1));
    const url = `http://models.test:${await listening(server)}/`;
    const keeping = createEgress({ ...options, keepsConnections: true });
    for (let call = 0; call < 3; call += 1) await keeping.send({ ...request, url });
    expect(connections).toBe(1);
    const parting = createEgress(options);
    for (let call = 0; call < 3; call += 1) await parting.send({ ...request, url });
    expect(connections).toBe(4);
  });

  test("are closed when they have been idle for long enough, and not while an answer is awaited", async () => {
    let answerAfterMs = 0;
    const server = createServer((_request, response) => {
      setTimeout(() => response.end("done"), answerAfterMs);
    });
    const closed = new Promise<void>((resolve) => {
      server.on("connection", (socket) => socket.on("close", () => resolve()));
    });
    const url = `http://models.test:${await listening(server)}/`;
    const keeping = createEgress({ ...options, keepsConnections: true, idleConnectionMs: 20 });
    await keeping.send({ ...request, url });
    await closed;
    answerAfterMs = 60;
    expect((await keeping.send({ ...request, url })).status).toBe(200);
  });

  /** Answers the first request of each connection and closes it at the second one; the number of all requests is told. */
  async function openClosingServer(answersFirst: boolean) {
    const seen = new Set<unknown>();
    let requests = 0;
    const server = createServer((incoming, response) => {
      requests += 1;
      const isFirst = requests === 1 || (answersFirst && !seen.has(incoming.socket));
      seen.add(incoming.socket);
      if (isFirst) response.end("done");
      else incoming.socket.destroy();
    });
    const url = `http://models.test:${await listening(server)}/`;
    return { url, requests: () => requests };
  }

  test("that the other side closes meanwhile have what may be repeated sent again on a new one", async () => {
    const { url, requests } = await openClosingServer(true);
    const keeping = createEgress({ ...options, keepsConnections: true });
    const repeatable = { ...request, method: "POST", body: Buffer.from("{}"), isRepeatable: true };
    await keeping.send({ ...repeatable, url });
    expect((await keeping.send({ ...repeatable, url })).status).toBe(200);
    expect(requests()).toBe(3);
  });

  test("have nothing else sent again, nor what a new connection was closed on", async () => {
    const later = await openClosingServer(true);
    const keeping = createEgress({ ...options, keepsConnections: true });
    await keeping.send({ ...request, url: later.url });
    await expect(keeping.send({ ...request, url: later.url })).rejects.toMatchObject({
      code: "reset",
    });
    expect(later.requests()).toBe(2);
    const always = await openClosingServer(false);
    await keeping.send({ ...request, url: always.url });
    const repeated = keeping.send({ ...request, url: always.url, isRepeatable: true });
    await expect(repeated).rejects.toMatchObject({ code: "reset" });
    expect(always.requests()).toBe(3);
  });

  test("are used by nobody else, who may have another policy", async () => {
    let connections = 0;
    const server = createServer((_request, response) => void response.end("done"));
    server.on("connection", () => (connections += 1));
    const url = `http://models.test:${await listening(server)}/`;
    for (let round = 0; round < 2; round += 1)
      await createEgress({ ...options, keepsConnections: true }).send({ ...request, url });
    expect(connections).toBe(2);
  });

  test("do not spare a name its check: one that leads elsewhere now is refused", async () => {
    const port = await listening(createServer((_request, response) => void response.end("done")));
    let address = "127.0.0.1";
    const keeping = createEgress({
      ...options,
      keepsConnections: true,
      resolve: async () => [address],
    });
    const url = `http://models.test:${port}/`;
    await keeping.send({ ...request, url });
    address = "169.254.169.254";
    await expect(keeping.send({ ...request, url })).rejects.toMatchObject({
      code: "refused_address",
    });
  });

  test("over plain http lead to no public address, whatever name stands for it", async () => {
    const keeping = createEgress({ ...options, resolve: async () => ["8.8.8.8"] });
    await expect(keeping.send({ ...request, url: "http://models.test/" })).rejects.toMatchObject({
      code: "insecure_url",
    });
  });
});
