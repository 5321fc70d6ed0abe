import { afterAll, beforeAll, expect, test } from "vitest";
import { S3Client } from "../storage/s3/s3-client.ts";
import { S3Storage } from "../storage/s3/s3-storage.ts";
import { startTestS3, type TestS3 } from "../storage/s3/test-s3.ts";
import {
  chatLine,
  createTestOpenai,
  readLines,
  submitLines,
  type TestOpenai,
} from "./test-openai.ts";

let s3: TestS3;
let s3Client: S3Client;
let gateway: TestOpenai;
beforeAll(async () => {
  s3 = await startTestS3();
  s3Client = new S3Client(s3.location);
  gateway = await createTestOpenai({ storage: new S3Storage(s3Client), storageKind: "s3" });
});
afterAll(async () => {
  await gateway.close();
  s3Client.close();
  await s3.close();
});

test("OpenAI's client follows to where a bucket has the output, and leaves its key behind", async () => {
  const { client } = await gateway.newOrg();
  const { id } = await submitLines(client, [chatLine("a"), chatLine("b")]);
  await gateway.runJobs();
  const { output_file_id } = await client.batches.retrieve(id);
  s3.seen.length = 0;
  const lines = await readLines(client, output_file_id);
  expect(lines.map(({ custom_id }) => custom_id)).toEqual(["a", "b"]);
  expect(s3.seen.map(({ method }) => method)).toEqual(["GET"]);
  expect(s3.seen[0]?.headers.authorization).toBeUndefined();
  expect(s3.seen[0]?.url.searchParams.has("X-Amz-Signature")).toBe(true);
});
