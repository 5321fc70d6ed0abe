import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeStorage, chunks } from "../storage-conformance.ts";
import { S3Client } from "./s3-client.ts";
import { S3Storage } from "./s3-storage.ts";
import { startTestS3, type TestS3 } from "./test-s3.ts";

let s3: TestS3;
beforeAll(async () => {
  s3 = await startTestS3();
});
afterAll(() => s3.close());

let opened = 0;

/** Small parts, so that what is tried here is mostly sent in several. */
const PART_BYTES = 64 * 1024;

describeStorage(async () => {
  opened += 1;
  const client = new S3Client({ ...s3.location, prefix: `tried/${opened}/` });
  return {
    storage: new S3Storage(client, PART_BYTES),
    leftovers: () => s3.uploads(),
    close: () => client.close(),
  };
});

test("an artifact of exactly one part is one request, one byte more a multipart upload", async () => {
  const client = new S3Client(s3.location);
  const storage = new S3Storage(client, PART_BYTES);
  const requestsOf = async (sizeBytes: number): Promise<string[]> => {
    s3.seen.length = 0;
    await storage.write("sized", chunks("x".repeat(sizeBytes)));
    return s3.seen.map(
      ({ method, body }) => `${method} ${method === "PUT" ? body.byteLength : "-"}`,
    );
  };
  expect(await requestsOf(PART_BYTES)).toEqual([`PUT ${PART_BYTES}`]);
  expect(await requestsOf(PART_BYTES + 1)).toEqual([
    "POST -",
    `PUT ${PART_BYTES}`,
    "PUT 1",
    "POST -",
  ]);
  expect(await storage.size("sized")).toBe(PART_BYTES + 1);
  client.close();
});

test("all that is sent carries its hashes, so that the server refuses what was damaged", async () => {
  const client = new S3Client(s3.location);
  s3.seen.length = 0;
  await new S3Storage(client, PART_BYTES).write("hashed", chunks("x".repeat(PART_BYTES + 1)));
  const sent = s3.seen.filter(({ body }) => body.byteLength > 0);
  expect(sent).toHaveLength(3);
  for (const { headers, body } of sent) {
    expect(headers["content-md5"]).toBe(createHash("md5").update(body).digest("base64"));
    expect(headers["x-amz-content-sha256"]).toBe(createHash("sha256").update(body).digest("hex"));
  }
  client.close();
});

test("a writer is ahead of what has been sent by two parts and a chunk of its source at most", async () => {
  const client = new S3Client(s3.location);
  const storage = new S3Storage(client, PART_BYTES);
  let given = 0;
  let mostAhead = 0;
  const chunkBytes = 16 * 1024;
  // Each chunk is gathered to a quarter of a megabyte before it is cut: that is the granularity of the source.
  const gatheredBytes = 256 * 1024;
  async function* source(): AsyncGenerator<Uint8Array> {
    for (let count = 0; count < 128; count += 1) {
      given += chunkBytes;
      const taken = s3.seen
        .filter(({ method, url }) => method === "PUT" && url.searchParams.has("partNumber"))
        .reduce((sum, { body }) => sum + body.byteLength, 0);
      mostAhead = Math.max(mostAhead, given - taken);
      yield Buffer.alloc(chunkBytes);
    }
  }
  s3.seen.length = 0;
  await storage.write("ahead", source());
  expect(given).toBe(2 * 1024 * 1024);
  expect(mostAhead).toBeLessThanOrEqual(2 * PART_BYTES + gatheredBytes + chunkBytes);
  client.close();
});
