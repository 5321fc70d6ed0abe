import { mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ArtifactMissing } from "../artifact-errors.ts";
import { chunks } from "../storage-conformance.ts";
import { abortAbandonedUploads } from "./abandoned-uploads.ts";
import { MultipartUpload } from "./multipart-upload.ts";
import { openS3Storage } from "./open-s3-storage.ts";
import { S3Client } from "./s3-client.ts";
import type { S3Location } from "./s3-location.ts";
import { S3Storage } from "./s3-storage.ts";
import { type Fault, type SeenRequest, startTestS3, type TestS3 } from "./test-s3.ts";

const retries = { attempts: 3, baseMs: 1, maxMs: 2, givenUpAfterMs: 60_000 };
let s3: TestS3;
let client: S3Client;
let storage: S3Storage;
beforeAll(async () => {
  s3 = await startTestS3({ prefix: "ours/" });
  client = new S3Client(s3.location, { retries });
  storage = new S3Storage(client);
});
beforeEach(() => void (s3.seen.length = 0));
afterAll(async () => {
  client.close();
  await s3.close();
});

const deletesMany = ({ url }: SeenRequest): boolean => url.searchParams.has("delete");

/** Puts objects into the bucket as s3rver keeps them, which is faster than by requests. */
async function fill(prefix: string, count: number): Promise<void> {
  const folder = join(s3.s3rver.bucketFolder, "ours", prefix);
  await mkdir(folder, { recursive: true });
  const names = Array.from({ length: count }, (_, index) => String(index).padStart(4, "0"));
  await Promise.all(names.map((name) => writeFile(join(folder, `${name}._S3rver_object`), "x")));
}

describe("deleting by prefix", () => {
  test("goes through all pages of a list", async () => {
    await fill("many", 1_003);
    await storage.write("many_more", chunks("x"));
    await storage.deletePrefix("many");
    for (const key of ["many/0000", "many/0999", "many/1000", "many/1002"])
      await expect(storage.size(key)).rejects.toBeInstanceOf(ArtifactMissing);
    expect(await storage.size("many_more")).toBe(1);
    expect(s3.seen.filter(deletesMany)).toHaveLength(2);
  });

  test("deletes one by one where the server knows no other way, and asks once only", async () => {
    const fresh = new S3Storage(client);
    s3.fail(deletesMany, { kind: "answer", status: 501, code: "NotImplemented" }, 99);
    for (const prefix of ["single-1", "single-2"]) {
      await fill(prefix, 20);
      await fresh.deletePrefix(prefix);
      await expect(storage.size(`${prefix}/0019`)).rejects.toBeInstanceOf(ArtifactMissing);
    }
    expect(s3.seen.filter(deletesMany)).toHaveLength(1);
  });

  test("is tried again when the answer names objects that could not be deleted", async () => {
    const again = await startTestS3();
    const own = new S3Client(again.location, { retries });
    const partly = `<DeleteResult><Error><Key>a/1</Key><Code>InternalError</Code></Error></DeleteResult>`;
    again.fail(deletesMany, { kind: "text", status: 200, text: partly });
    const tried = new S3Storage(own);
    await tried.write("a/1", chunks("x"));
    await tried.write("a/2", chunks("x"));
    await tried.deletePrefix("a");
    expect(again.seen.filter(deletesMany)).toHaveLength(2);
    await expect(tried.size("a/1")).rejects.toBeInstanceOf(ArtifactMissing);
    again.fail(deletesMany, {
      kind: "text",
      status: 200,
      text: partly.replace("InternalError", "AccessDenied"),
    });
    await tried.write("a/1", chunks("x"));
    await tried.write("a/2", chunks("x"));
    await expect(tried.deletePrefix("a")).rejects.toThrow("AccessDenied");
    own.close();
    await again.close();
  });
});

describe("uploads that a killed process left", () => {
  test("are aborted when they are older than a day, below the own prefix alone", async () => {
    const began = async (key: string): Promise<string> => {
      const before = await s3.uploads();
      await MultipartUpload.begin(client, key);
      return (await s3.uploads()).find((id) => !before.includes(id)) ?? "";
    };
    const [old, foreign, fresh] = [
      await began("ours/old"),
      await began("theirs/old"),
      await began("ours/fresh"),
    ];
    const twoDaysAgo = Date.now() / 1_000 - 2 * 86_400;
    for (const id of [old, foreign])
      await utimes(join(s3.s3rver.uploadFolder(id), "key"), twoDaysAgo, twoDaysAgo);
    expect(await abortAbandonedUploads(client, new Date())).toBe(1);
    expect((await s3.uploads()).toSorted()).toEqual([foreign, fresh].toSorted());
  });

  test("are looked for on every page of the list", async () => {
    const isList = ({ method, url }: SeenRequest): boolean =>
      method === "GET" && url.searchParams.has("uploads");
    const page = (rest: string): Fault => ({
      kind: "text",
      status: 200,
      text: `<ListMultipartUploadsResult>${rest}</ListMultipartUploadsResult>`,
    });
    const upload =
      "<Upload><Key>ours/a</Key><UploadId>gone</UploadId><Initiated>2020-01-01T00:00:00.000Z</Initiated></Upload>";
    const more =
      "<NextKeyMarker>ours/a&amp;b</NextKeyMarker><NextUploadIdMarker>u1</NextUploadIdMarker><IsTruncated>true</IsTruncated>";
    s3.fail(isList, page(more));
    s3.fail(isList, page(upload));
    s3.fail(({ method }) => method === "DELETE", {
      kind: "answer",
      status: 404,
      code: "NoSuchUpload",
    });
    expect(await abortAbandonedUploads(client, new Date())).toBe(1);
    expect(Object.fromEntries(s3.seen[1]?.url.searchParams ?? [])).toMatchObject({
      "key-marker": "ours/a&b",
      "upload-id-marker": "u1",
    });
  });
});

describe("a bucket that cannot be used is named at start by the variable to put right", () => {
  const openAt = (location: Partial<S3Location>): Promise<unknown> =>
    openS3Storage({ ...s3.location, ...location }, { retries, onError: () => undefined });
  const { credentials } = {
    credentials: { accessKeyId: "S3RVER", secretAccessKey: "S3RVER", sessionToken: null },
  };

  test("an address where nothing answers", async () => {
    const endpoint = { url: "http://127.0.0.1:1", variable: "AWS_ENDPOINT_URL" };
    await expect(openAt({ endpoint })).rejects.toThrow(
      "AWS_ENDPOINT_URL: http://127.0.0.1:1 gives no answer (ECONNREFUSED)",
    );
  });

  test("a bucket that is not there", async () => {
    await expect(openAt({ bucket: "nobodys" })).rejects.toThrow(
      "BATCHROUTER_STORAGE: there is no bucket nobodys at",
    );
  });

  test("a key that is not known, and one whose secret does not fit", async () => {
    await expect(
      openAt({ credentials: { ...credentials, accessKeyId: "NOBODY" } }),
    ).rejects.toThrow("AWS_ACCESS_KEY_ID is not known");
    await expect(
      openAt({ credentials: { ...credentials, secretAccessKey: "wrong" } }),
    ).rejects.toThrow("AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID.");
  });

  const answers = (fault: Extract<Fault, { kind: "answer" }>, method = "GET"): void =>
    s3.fail((request) => request.method === method, fault);

  test("a clock that is wrong, a token that has run out, a permission that lacks, another region", async () => {
    const date = new Date(Date.now() + 40 * 60_000).toUTCString();
    answers({ kind: "answer", status: 403, code: "RequestTimeTooSkewed", headers: { date } });
    await expect(openAt({})).rejects.toThrow(
      /clock of this machine is not right: it is 40 min behind/,
    );
    answers({ kind: "answer", status: 400, code: "ExpiredToken" });
    await expect(openAt({})).rejects.toThrow("AWS_SESSION_TOKEN is not valid any more");
    answers({ kind: "answer", status: 403, code: "AccessDenied" });
    await expect(openAt({})).rejects.toThrow(
      /AWS_ACCESS_KEY_ID.*lacks the permission s3:ListBucket/,
    );
    answers({ kind: "answer", status: 403, code: "AccessDenied" }, "PUT");
    await expect(openAt({})).rejects.toThrow(/lacks the permission s3:PutObject/);
    answers({ kind: "answer", status: 403, code: "AccessDenied" }, "DELETE");
    await expect(openAt({})).rejects.toThrow(/lacks the permission s3:DeleteObject/);
    const headers = { "x-amz-bucket-region": "eu-west-1" };
    answers({ kind: "answer", status: 301, code: "PermanentRedirect", headers });
    await expect(openAt({})).rejects.toThrow(
      'AWS_REGION is "us-east-1", but the bucket artifacts is in eu-west-1.',
    );
  });

  test("each is a mistake of the configuration, without a stack or a secret to be shown", async () => {
    const secret = { ...credentials, secretAccessKey: "hunter2" };
    await expect(openAt({ credentials: secret })).rejects.toMatchObject({
      name: "ConfigMistake",
      message: expect.not.stringContaining("hunter2"),
    });
  });

  test("a good one is opened, with nothing left in it", async () => {
    const opened = await openS3Storage(s3.location, { retries, onError: () => undefined });
    await expect(opened.size("x")).rejects.toBeInstanceOf(ArtifactMissing);
    const put = s3.seen.find(({ method }) => method === "PUT")?.url.pathname;
    const deleted = s3.seen.find(({ method }) => method === "DELETE")?.url.pathname;
    expect(put).toBe("/artifacts/ours/.batchrouter-check");
    expect(deleted).toBe(put);
  });
});
