import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ArtifactMissing, StorageUnavailable } from "../artifact-errors.ts";
import { S3Client } from "./s3-client.ts";
import type { S3Location } from "./s3-location.ts";
import { S3Storage } from "./s3-storage.ts";
import { type SeenRequest, startTestS3, type TestS3 } from "./test-s3.ts";

const retries = { attempts: 4, baseMs: 1, maxMs: 2, givenUpAfterMs: 60_000 };
/** For what is about silence alone: a busy machine is silent at times. */
const impatience = { connectMs: 2_000, silenceMs: 2_000 };
let s3: TestS3;
let client: S3Client;
let storage: S3Storage;
beforeAll(async () => {
  s3 = await startTestS3({ prefix: "faults/" });
  client = new S3Client(s3.location, { retries });
  storage = new S3Storage(client, 1_000);
});
beforeEach(() => void (s3.seen.length = 0));
afterAll(async () => {
  client.close();
  await s3.close();
});

const isPart = ({ method, url }: SeenRequest): boolean =>
  method === "PUT" && url.searchParams.has("partNumber");
const isPut = ({ method }: SeenRequest): boolean => method === "PUT";
const isCompletion = ({ method, url }: SeenRequest): boolean =>
  method === "POST" && url.searchParams.has("uploadId");

/** 3,500 bytes: three parts and a half. */
const text = Array.from({ length: 350 }, (_, index) => String(1_000_000_000 + index)).join("");

async function* source(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function stored(key: string): Promise<string> {
  return await new Response(await storage.open(key)).text();
}

describe("a part that does not arrive is sent again", () => {
  test.each([
    ["SlowDown", { kind: "answer", status: 503, code: "SlowDown" }],
    ["too many requests", { kind: "answer", status: 429, code: "TooManyRequests" }],
    ["an internal error", { kind: "answer", status: 500, code: "InternalError" }],
    [
      "a request time-out, which S3 says by 400",
      { kind: "answer", status: 400, code: "RequestTimeout" },
    ],
    ["a gateway's page", { kind: "text", status: 502, text: "<html>Bad gateway</html>" }],
    ["a reset connection", { kind: "reset" }],
    ["an answer that was lost", { kind: "lost answer" }],
    ["damage on the way, which the checksum finds", { kind: "damage" }],
  ] as const)("after %s", async (_name, fault) => {
    s3.fail(isPart, fault, 2);
    expect(await storage.write("key", source())).toMatchObject({ bytes: 3_500 });
    expect(await stored("key")).toBe(text);
    expect(s3.seen.filter(isPart)).toHaveLength(6);
    expect(await s3.uploads()).toEqual([]);
  });
});

test("a part that a silent server does not take is sent again", async () => {
  const own = new S3Client(s3.location, { retries, patience: impatience });
  s3.fail(isPart, { kind: "silence" });
  await new S3Storage(own, 1_000).write("silent", source());
  expect(await stored("silent")).toBe(text);
  expect(s3.seen.filter(isPart).length).toBeGreaterThan(4);
  own.close();
});

test("an artifact of one request is sent again as well, when it was damaged or the connection broke", async () => {
  s3.fail(isPut, { kind: "damage" });
  s3.fail(isPut, { kind: "reset" });
  const one = new S3Storage(client);
  await one.write("one", source());
  expect(await stored("one")).toBe(text);
  expect(s3.seen.filter(isPut)).toHaveLength(3);
});

describe("a completion", () => {
  test("that fails within an answer that began as a success is tried again", async () => {
    const xml = `<?xml version="1.0" encoding="UTF-8"?>\n\n<Error><Code>InternalError</Code></Error>`;
    s3.fail(isCompletion, { kind: "text", status: 200, text: xml }, 2);
    await storage.write("completed", source());
    expect(await stored("completed")).toBe(text);
  });

  test("that is refused within such an answer fails, and leaves nothing", async () => {
    const xml = `<Error><Code>InvalidPart</Code></Error>`;
    s3.fail(isCompletion, { kind: "text", status: 200, text: xml });
    await expect(storage.write("refused", source())).rejects.toThrow("InvalidPart");
    await expect(storage.size("refused")).rejects.toBeInstanceOf(ArtifactMissing);
    expect(await s3.uploads()).toEqual([]);
  });

  test("whose answer ends too early is not taken for one", async () => {
    s3.fail(isCompletion, { kind: "text", status: 200, text: `<?xml version="1.0"?>` }, 4);
    await expect(storage.write("early", source())).rejects.toBeInstanceOf(StorageUnavailable);
    expect(await s3.uploads()).toEqual([]);
  });

  test("whose answer was lost is known by the object that it made", async () => {
    s3.fail(isCompletion, { kind: "lost answer" });
    s3.fail(isCompletion, { kind: "answer", status: 404, code: "NoSuchUpload" });
    expect(await storage.write("known", source())).toMatchObject({ bytes: 3_500 });
    expect(await stored("known")).toBe(text);
  });

  test("of an upload that is gone is no success because of an older object under the key", async () => {
    await storage.write("older", source());
    s3.fail(isCompletion, { kind: "answer", status: 404, code: "NoSuchUpload" });
    await expect(storage.write("older", source())).rejects.toThrow("NoSuchUpload");
  });
});

describe("when it does not pass", () => {
  test("the write fails as unavailable, the upload is aborted, and the old artifact stays", async () => {
    await storage.write(
      "kept",
      (async function* () {
        yield Buffer.from("old");
      })(),
    );
    s3.fail(isPart, { kind: "answer", status: 503, code: "SlowDown" }, 4);
    await expect(storage.write("kept", source())).rejects.toBeInstanceOf(StorageUnavailable);
    expect(await stored("kept")).toBe("old");
    expect(await s3.uploads()).toEqual([]);
  });

  test("what no repetition changes is sent once", async () => {
    s3.fail(isPart, { kind: "answer", status: 403, code: "AccessDenied" });
    await expect(storage.write("denied", source())).rejects.toThrow("AccessDenied");
    expect(
      s3.seen.filter(isPart).filter(({ url }) => url.searchParams.get("partNumber") === "1"),
    ).toHaveLength(1);
  });

  test("the source is left, so that whoever feeds it can end", async () => {
    let isLeft = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.alloc(1_000);
      } finally {
        isLeft = true;
      }
    }
    s3.fail(isPart, { kind: "answer", status: 403, code: "AccessDenied" });
    await expect(storage.write("endless", endless())).rejects.toThrow("AccessDenied");
    expect(isLeft).toBe(true);
  });
});

describe("a server that is silent is given up", () => {
  const given = async (location: S3Location): Promise<number> => {
    const patience = { connectMs: 500, silenceMs: 500 };
    const own = new S3Client(location, {
      retries: { ...retries, attempts: 99, givenUpAfterMs: 600 },
      patience,
    });
    const startedAt = performance.now();
    await expect(new S3Storage(own).size("x")).rejects.toBeInstanceOf(StorageUnavailable);
    own.close();
    return performance.now() - startedAt;
  };

  test("after a time, however many attempts would be left", async () => {
    s3.fail(({ method }) => method === "HEAD", { kind: "silence" }, 99);
    expect(await given(s3.location)).toBeLessThan(25_000);
  });

  test("also where it takes the connection and never answers the handshake", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo; // it listens on a port, not on a path
    const endpoint = { url: `https://127.0.0.1:${port}`, variable: "AWS_ENDPOINT_URL" };
    expect(await given({ ...s3.location, endpoint })).toBeLessThan(25_000);
    silent.close();
  });
});

test("no failure holds a credential, whatever is logged of it", async () => {
  const secret = {
    accessKeyId: "AKIAVISIBLE",
    secretAccessKey: "hunter2-secret",
    sessionToken: "tok-en",
  };
  const location = { ...s3.location, credentials: secret };
  const stranger = new S3Storage(new S3Client(location, { retries: { ...retries, attempts: 1 } }));
  const nowhere = {
    ...location,
    endpoint: { url: "http://127.0.0.1:1", variable: "AWS_ENDPOINT_URL" },
  };
  const unreachable = new S3Storage(
    new S3Client(nowhere, { retries: { ...retries, attempts: 1 } }),
  );
  for (const tried of [stranger, unreachable]) {
    const failure: unknown = await tried.write("x", source()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StorageUnavailable);
    const { message, stack, cause } = failure as StorageUnavailable; // by the line above
    const logged = [
      message,
      stack,
      String(cause),
      JSON.stringify(failure),
      JSON.stringify(cause),
    ].join();
    expect(logged).not.toMatch(/AKIAVISIBLE|hunter2|tok-en|Signature=/);
  }
});
