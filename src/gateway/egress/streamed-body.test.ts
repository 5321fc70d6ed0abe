import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { createEgress } from "./egress.ts";

const servers: Server[] = [];

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is never a path
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

function deferred<Value = void>() {
  let resolve!: (value: Value) => void; // set at once, by the promise's own constructor
  const promise = new Promise<Value>((settle) => (resolve = settle));
  return { promise, resolve };
}

/** A body in pieces that knows how many were taken, and when it was closed. */
function source(pieces: number, piece: Uint8Array) {
  const state = { taken: 0, closed: deferred() };
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      for (; state.taken < pieces; state.taken += 1) yield piece;
    } finally {
      state.closed.resolve();
    }
  }
  return { state, bytes: bytes() };
}

const egress = createEgress({ allowLoopback: true, keepsConnections: true });

function post(
  url: string,
  body: AsyncIterable<Uint8Array>,
  more: { contentLength?: number; signal?: AbortSignal } = {},
) {
  return egress.open({ method: "POST", url, headers: {}, body, ...more });
}

const MIB = 1024 ** 2;
const PIECE = Buffer.from("piece ");

describe("a streamed body", () => {
  test("of unknown length goes out in chunks, one of known length with its length", async () => {
    const heads: unknown[] = [];
    const url = await serving((request, response) => {
      heads.push([request.headers["transfer-encoding"], request.headers["content-length"]]);
      request.pipe(response);
    });
    const unknown = await post(url, source(3, PIECE).bytes);
    expect(await text(unknown.body)).toBe("piece piece piece ");
    const known = await post(url, source(3, PIECE).bytes, { contentLength: 18 });
    expect(await text(known.body)).toBe("piece piece piece ");
    expect(heads).toEqual([
      ["chunked", undefined],
      [undefined, "18"],
    ]);
  });

  test("is read no faster than the other side takes it", async () => {
    const pieces = source(64, Buffer.alloc(MIB));
    let received = 0;
    let mostAhead = 0;
    const url = await serving((request, response) => {
      request.on("data", (chunk: Buffer) => {
        mostAhead = Math.max(mostAhead, pieces.state.taken * MIB - received);
        received += chunk.length;
      });
      request.on("end", () => response.end("all"));
    });
    const answer = await post(url, pieces.bytes);
    expect([await text(answer.body), received]).toEqual(["all", 64 * MIB]);
    // As much as the buffers of both ends hold, which is a few megabytes.
    expect(mostAhead).toBeLessThan(24 * MIB);
    await pieces.state.closed.promise;
  });

  test("is closed when the caller gives up", async () => {
    const giving = new AbortController();
    const url = await serving(() => giving.abort());
    const endless = source(Number.POSITIVE_INFINITY, Buffer.alloc(MIB));
    const opening = post(url, endless.bytes, { signal: giving.signal });
    await expect(opening).rejects.toMatchObject({ code: "aborted" });
    await endless.state.closed.promise;
  });

  test("whose source fails is a failure with that as its cause, and the other side gets no whole request", async () => {
    const [begun, ending] = [deferred(), deferred<string>()];
    const url = await serving((request) => {
      begun.resolve();
      void text(request).then(
        () => ending.resolve("whole"),
        () => ending.resolve("broken"),
      );
    });
    const why = new Error("the disk is gone");
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield PIECE;
      await begun.promise;
      throw why;
    }
    await expect(post(url, broken())).rejects.toMatchObject({ code: "broken_body", cause: why });
    expect(await ending.promise).toBe("broken");
  });

  test.each([17, 19])(
    "of 18 bytes that was said to have %d is a failure",
    async (contentLength) => {
      const url = await serving((request) => void request.resume());
      const wrong = source(3, PIECE);
      const opening = post(url, wrong.bytes, { contentLength });
      await expect(opening).rejects.toMatchObject({
        code: "broken_body",
        message: "The body is not as long as was said.",
      });
      await wrong.state.closed.promise;
    },
  );

  test("that is longer than was said is not read to its end", async () => {
    const url = await serving((request) => void request.resume());
    const endless = source(Number.POSITIVE_INFINITY, PIECE);
    const opening = post(url, endless.bytes, { contentLength: 17 });
    await expect(opening).rejects.toMatchObject({ code: "broken_body" });
    await endless.state.closed.promise;
  });

  test("is closed when the whole answer has come before all of it was sent", async () => {
    const url = await serving((_request, response) => void response.writeHead(413).end("too much"));
    const endless = source(Number.POSITIVE_INFINITY, Buffer.alloc(64 * 1024));
    const answer = await post(url, endless.bytes);
    expect([answer.status, await text(answer.body)]).toEqual([413, "too much"]);
    await endless.state.closed.promise;
  });

  test("is closed when the connection breaks", async () => {
    const url = await serving((request) => void request.socket.resetAndDestroy());
    const endless = source(Number.POSITIVE_INFINITY, Buffer.alloc(64 * 1024));
    await expect(post(url, endless.bytes)).rejects.toMatchObject({ code: "reset" });
    await endless.state.closed.promise;
  });

  test("that is an open stream is closed even where nothing is sent", async () => {
    const stream = new Readable({ read() {} });
    await expect(post("http://169.254.169.254/", stream)).rejects.toMatchObject({
      code: expect.stringMatching(/insecure_url|refused_address/),
    });
    expect(stream.destroyed).toBe(true);
  });

  test("that is an open stream with nothing to give is closed when the connection breaks within the answer", async () => {
    const breaking = deferred();
    const url = await serving((request, response) => {
      response.write("begun");
      void breaking.promise.then(() => request.socket.resetAndDestroy());
    });
    const stream = new Readable({ read() {} });
    stream.push(PIECE);
    const answer = await post(url, stream);
    const closed = once(stream, "close");
    breaking.resolve();
    await expect(text(answer.body)).rejects.toThrow();
    await closed;
    expect(stream.destroyed).toBe(true);
  });

  test("that is an open stream with nothing to give is closed when the connection breaks", async () => {
    const url = await serving((request) => void request.socket.resetAndDestroy());
    const stream = new Readable({ read() {} });
    stream.push(PIECE);
    await expect(post(url, stream)).rejects.toMatchObject({ code: "reset" });
    expect(stream.destroyed).toBe(true);
  });
});
