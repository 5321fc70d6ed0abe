import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ArtifactMissing, StorageUnavailable } from "../artifact-errors.ts";
import type { ByteRange } from "../storage.ts";
import { S3Client } from "./s3-client.ts";
import { S3Storage } from "./s3-storage.ts";
import { type SeenRequest, startTestS3, type TestS3 } from "./test-s3.ts";

const retries = { attempts: 4, baseMs: 1, maxMs: 2, givenUpAfterMs: 60_000 };
/** For what is about silence alone: a busy machine is silent at times. */
const impatience = { connectMs: 2_000, silenceMs: 2_000 };
let s3: TestS3;
let client: S3Client;
let storage: S3Storage;
beforeAll(async () => {
  s3 = await startTestS3();
  client = new S3Client(s3.location, { retries });
  storage = new S3Storage(client);
});
afterAll(async () => {
  client.close();
  await s3.close();
});

const isGet = ({ method }: SeenRequest): boolean => method === "GET";

/** A megabyte in which every eight bytes say where they stand. */
const bytes = Buffer.from(
  Array.from({ length: 125_000 }, (_, index) => String(10_000_000 + index)).join(""),
);

async function* source(content: Buffer): AsyncGenerator<Uint8Array> {
  yield content;
}

beforeEach(async () => {
  await storage.write("long", source(bytes));
  s3.seen.length = 0;
});

async function read(range?: ByteRange): Promise<Buffer> {
  return Buffer.from(await new Response(await storage.open("long", range)).arrayBuffer());
}

describe("a read goes on at the byte where it broke", () => {
  test.each([
    ["at once", 0],
    ["soon", 1],
    ["in the middle", 400_000],
    ["before the last byte", 999_999],
  ])("when the connection breaks %s", async (_name, afterBytes) => {
    s3.fail(isGet, { kind: "cut", afterBytes });
    expect((await read()).equals(bytes)).toBe(true);
    const again = s3.seen.filter(isGet)[1];
    expect(again?.headers).toMatchObject({
      range: `bytes=${afterBytes}-999999`,
      "if-match": expect.stringMatching(/^"[\da-f]{32}"$/),
    });
  });

  test("as often as it breaks, as long as it gets on", async () => {
    s3.fail(isGet, { kind: "cut", afterBytes: 120_000 }, 8);
    expect((await read({ start: 8, end: 999_992 })).equals(bytes.subarray(8, 999_992))).toBe(true);
    expect(s3.seen.filter(isGet)).toHaveLength(9);
  });

  test("when an answer was whole by its own word but shorter than the artifact", async () => {
    s3.fail(isGet, { kind: "short", bytes: 1_000 });
    const range = { start: 0, end: 500_000 };
    expect((await read(range)).equals(bytes.subarray(0, 500_000))).toBe(true);
  });

  test("when the server cannot be reached for a while in between", async () => {
    s3.fail(isGet, { kind: "cut", afterBytes: 400_000 });
    s3.fail(isGet, { kind: "answer", status: 503, code: "SlowDown" });
    s3.fail(isGet, { kind: "reset" });
    expect((await read()).equals(bytes)).toBe(true);
  });
});

describe("a read is never an early end", () => {
  test("when the connection breaks and is not to be had again", async () => {
    s3.fail(isGet, { kind: "cut", afterBytes: 400_000 });
    s3.fail(isGet, { kind: "reset" }, 4);
    await expect(read()).rejects.toBeInstanceOf(StorageUnavailable);
  });

  test("when every connection breaks before its first byte", async () => {
    s3.fail(isGet, { kind: "cut", afterBytes: 0 }, 4);
    await expect(read()).rejects.toBeInstanceOf(StorageUnavailable);
    expect(s3.seen.filter(isGet)).toHaveLength(4);
  });
});

describe("bytes of two versions are never mixed", () => {
  test("a read that breaks after the artifact was written anew is an error", async () => {
    s3.fail(isGet, { kind: "cut", afterBytes: 400_000 });
    const opened = await storage.open("long");
    await storage.write("long", source(Buffer.alloc(1_000_000, "n")));
    await expect(new Response(opened).arrayBuffer()).rejects.toThrow("written anew");
  });

  test("nor by a server that does not heed If-Match", async () => {
    s3.fail(isGet, { kind: "cut", afterBytes: 400_000 });
    const opened = await storage.open("long");
    await storage.write("long", source(Buffer.alloc(1_000_000, "n")));
    s3.fail(isGet, { kind: "forgetful" });
    await expect(new Response(opened).arrayBuffer()).rejects.toThrow("written anew");
  });

  test("a read that breaks after the artifact was deleted says that it is missing", async () => {
    s3.fail(isGet, { kind: "cut", afterBytes: 400_000 });
    const opened = await storage.open("long");
    await storage.delete("long");
    await expect(new Response(opened).arrayBuffer()).rejects.toBeInstanceOf(ArtifactMissing);
  });
});

describe("a server that is silent", () => {
  let own: S3Client;
  let impatient: S3Storage;
  beforeAll(() => {
    own = new S3Client(s3.location, { retries, patience: impatience });
    impatient = new S3Storage(own);
  });
  afterAll(() => own.close());

  test("is not what a reader that pauses makes of it", async () => {
    const reader = (await impatient.open("long")).getReader();
    const first = await reader.read();
    // Longer than a server may be silent: this is about that very time.
    await new Promise((wait) => setTimeout(wait, 1.5 * impatience.silenceMs));
    let sizeBytes = first.value?.byteLength ?? 0;
    for (let next = await reader.read(); !next.done; next = await reader.read())
      sizeBytes += next.value.byteLength;
    expect(sizeBytes).toBe(1_000_000);
    expect(s3.seen.filter(isGet)).toHaveLength(1);
  });

  test("in the middle of a body is left, and the read goes on", async () => {
    s3.fail(isGet, { kind: "stall", afterBytes: 400_000 });
    const got = await new Response(await impatient.open("long")).arrayBuffer();
    expect(Buffer.from(got).equals(bytes)).toBe(true);
    expect(s3.seen.filter(isGet).length).toBeGreaterThan(1);
  });
});

test("looking and opening are tried again, and fail as unavailable", async () => {
  s3.fail(({ method }) => method === "HEAD", { kind: "answer", status: 503, code: "SlowDown" });
  expect(await storage.size("long")).toBe(1_000_000);
  s3.fail(isGet, { kind: "answer", status: 403, code: "AccessDenied" });
  await expect(storage.open("long")).rejects.toBeInstanceOf(StorageUnavailable);
});
