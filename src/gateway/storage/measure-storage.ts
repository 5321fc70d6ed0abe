import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createLocalStorage } from "./local-storage.ts";
import { openS3Storage } from "./s3/open-s3-storage.ts";
import { S3Client } from "./s3/s3-client.ts";
import { S3Storage } from "./s3/s3-storage.ts";
import type { ArtifactStorage } from "./storage.ts";

const MEGABYTE = 1_000_000;
const GIBIBYTE = 1024 ** 3;
const CHUNK_BYTES = 64 * 1024;
const RATE_BYTES = 200 * MEGABYTE;
const SAMPLE_EVERY_MS = 20;

/** One chunk again and again: the source costs nothing, and every chunk is memory of its own. */
async function* source(sizeBytes: number): AsyncGenerator<Uint8Array> {
  for (let left = sizeBytes; left > 0; left -= CHUNK_BYTES)
    yield Buffer.alloc(Math.min(left, CHUNK_BYTES), left % 251);
}

async function readThrough(stream: ReadableStream<Uint8Array>): Promise<number> {
  let sizeBytes = 0;
  for await (const chunk of stream) sizeBytes += chunk.byteLength;
  return sizeBytes;
}

async function rateOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return RATE_BYTES / MEGABYTE / ((performance.now() - startedAt) / 1_000);
}

async function measureRates(name: string, storage: ArtifactStorage): Promise<string> {
  const write = await rateOf(() => storage.write("rate", source(RATE_BYTES)));
  const read = await rateOf(async () => readThrough(await storage.open("rate")));
  await storage.delete("rate");
  return rateLine(name, write, read);
}

/** What the same bytes take by `fetch` alone: unsigned in content, in one request, without a hash. */
async function measureFetch(url: string): Promise<string> {
  const headers = {
    authorization:
      "AWS4-HMAC-SHA256 Credential=S3RVER/-/-/s3/aws4_request, SignedHeaders=-, Signature=-",
    "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
  };
  const dated = () => ({ ...headers, "x-amz-date": new Date().toISOString() });
  const write = await rateOf(() => {
    const init: RequestInit & { duplex: "half" } = {
      method: "PUT",
      headers: { ...dated(), "content-length": String(RATE_BYTES) },
      // Node's web streams are the platform's; only their type declarations have two names.
      body: Readable.toWeb(Readable.from(source(RATE_BYTES))) as ReadableStream<Uint8Array>,
      duplex: "half",
    };
    return fetch(url, init);
  });
  const read = await rateOf(async () => {
    const { body } = await fetch(url, { headers: dated() });
    return body === null ? 0 : await readThrough(body);
  });
  await fetch(url, { method: "DELETE", headers: dated() });
  return rateLine("plain fetch", write, read);
}

function rateLine(name: string, write: number, read: number): string {
  return `${name.padEnd(12)} write ${write.toFixed(0).padStart(5)} MB/s   read ${read.toFixed(0).padStart(5)} MB/s`;
}

/** The most memory that the work takes above what the process has at rest, in MB. */
async function memoryOf(work: () => Promise<unknown>): Promise<string> {
  globalThis.gc?.();
  const idle = process.memoryUsage.rss();
  let peak = idle;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, SAMPLE_EVERY_MS);
  await work();
  clearInterval(timer);
  return `${((peak - idle) / MEGABYTE).toFixed(0)} MB above ${(idle / MEGABYTE).toFixed(0)} MB`;
}

const endpoint = { url: process.argv[2] ?? "", variable: "AWS_ENDPOINT_URL" };
const credentials = { accessKeyId: "S3RVER", secretAccessKey: "S3RVER", sessionToken: null };
const location = {
  bucket: "artifacts",
  prefix: "",
  region: "us-east-1",
  endpoint,
  credentials,
  hasDirectLinks: false,
};
// s3rver cannot list unfinished uploads.
const storage = await openS3Storage(location, { onError: () => undefined });
const folder = await mkdtemp(join(tmpdir(), "measure-storage-"));
const print = (line: string): void => void process.stdout.write(`${line}\n`);

// First, in a process that has done nothing yet: memory that was once taken is not given back.
print(`s3, write of 1 GiB: ${await memoryOf(() => storage.write("long", source(GIBIBYTE)))}`);
print(`s3, read of 1 GiB: ${await memoryOf(async () => readThrough(await storage.open("long")))}`);
await storage.delete("long");
print(`${RATE_BYTES / MEGABYTE} MB each way, Node ${process.version}:`);
print(await measureRates("folder", await createLocalStorage(folder)));
print(await measureFetch(`${endpoint.url}/artifacts/plain`));
print(await measureRates("s3", storage));
// s3rver copies all parts once more when they are joined; this is what our side takes.
const inOnePart = new S3Storage(new S3Client(location), RATE_BYTES);
print(await measureRates("s3, one part", inOnePart));
await rm(folder, { recursive: true });
process.exit(0);
