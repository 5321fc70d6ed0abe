import { once } from "node:events";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as forward,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { S3Location } from "./s3-location.ts";
import {
  startS3rver,
  TEST_BUCKET,
  TEST_CREDENTIALS,
  type RunningS3rver,
} from "#test-servers/s3rver-server.ts";
import { refusalOf } from "./test-signatures.ts";

/** A request as it came, or was to come, to the server. */
export interface SeenRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What goes wrong with a request, in the network or in the server. */
export type Fault =
  | { kind: "answer"; status: number; code: string; headers?: Record<string, string> }
  | { kind: "text"; status: number; text: string }
  | { kind: "reset" }
  /** It is carried out, and its answer is lost. */
  | { kind: "lost answer" }
  /** The connection ends after so many bytes of the answer's body. */
  | { kind: "cut"; afterBytes: number }
  /** A whole answer that is shorter than was asked for. */
  | { kind: "short"; bytes: number }
  /** After so many bytes nothing comes any more, on a connection that stays. */
  | { kind: "stall"; afterBytes: number }
  /** A server that does not know `If-Match`. */
  | { kind: "forgetful" }
  | { kind: "damage" }
  | { kind: "silence" };

export interface TestS3 {
  readonly location: S3Location;
  readonly s3rver: RunningS3rver;
  /** Every request that came, in order. */
  readonly seen: SeenRequest[];
  /** Lets the next `times` requests that fit meet a fault. */
  fail(fits: (request: SeenRequest) => boolean, fault: Fault, times?: number): void;
  /** Ids of the uploads that are neither completed nor aborted. */
  uploads(): Promise<string[]>;
  close(): Promise<void>;
}

/**
 * s3rver behind a front that adds what S3 does and s3rver does not: it checks signatures and checksums, honours `If-Match`,
 * lists unfinished uploads and aborts them, and gives lists in pages. And it has things go wrong when told to.
 */
export async function startTestS3(overrides: Partial<S3Location> = {}): Promise<TestS3> {
  const s3rver = await startS3rver();
  const seen: SeenRequest[] = [];
  const faults: { fits: (request: SeenRequest) => boolean; fault: Fault; times: number }[] = [];
  const take = (request: SeenRequest): Fault | undefined => {
    const found = faults.find(({ fits, times }) => times > 0 && fits(request));
    if (found !== undefined) found.times -= 1;
    return found?.fault;
  };
  const server = createServer((incoming, response) => {
    void (async () => {
      const request = await received(incoming);
      seen.push(request);
      await answer(s3rver, request, response, take(request));
    })().catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a path
  return {
    location: {
      bucket: TEST_BUCKET,
      prefix: "",
      region: "us-east-1",
      endpoint: { url: `http://127.0.0.1:${port}`, variable: "AWS_ENDPOINT_URL_S3" },
      credentials: TEST_CREDENTIALS,
      hasDirectLinks: true,
      ...overrides,
    },
    s3rver,
    seen,
    fail: (fits, fault, times = 1) => void faults.push({ fits, fault, times }),
    uploads: () => readdir(dirname(s3rver.uploadFolder("any"))).catch(() => []),
    async close() {
      server.closeAllConnections();
      server.close();
      await s3rver.close();
    },
  };
}

async function received(incoming: IncomingMessage): Promise<SeenRequest> {
  const { method = "", url = "", headers } = incoming;
  const body = await buffer(incoming);
  return { method, url: new URL(url, `http://${headers.host ?? ""}`), headers, body };
}

async function answer(
  s3rver: RunningS3rver,
  request: SeenRequest,
  response: ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  if (fault?.kind === "silence") return;
  if (fault?.kind === "reset") return void response.destroy();
  if (fault?.kind === "text") return void response.writeHead(fault.status).end(fault.text);
  if (fault?.kind === "answer") return refuse(response, fault.status, fault.code, fault.headers);
  const arrived = fault?.kind === "damage" ? { ...request, body: damaged(request.body) } : request;
  const refusal = refusalOf(arrived);
  if (refusal !== undefined)
    return refuse(response, /Digest|Mismatch$/.test(refusal) ? 400 : 403, refusal);
  const { method, url, headers } = request;
  if (method === "GET" && url.searchParams.has("uploads"))
    return void response.end(await listUploads(s3rver, url));
  if (method === "DELETE" && url.searchParams.has("uploadId")) {
    await rm(s3rver.uploadFolder(url.searchParams.get("uploadId") ?? ""), { recursive: true });
    return void response.writeHead(204).end();
  }
  if (headers["if-match"] !== undefined && fault?.kind !== "forgetful") {
    const { etag } = (await passOn(s3rver, { ...request, method: "HEAD" })).headers;
    if (etag !== undefined && etag !== headers["if-match"])
      return refuse(response, 412, "PreconditionFailed");
  }
  const page = await longList(s3rver, request);
  if (page !== undefined) return void response.end(page);
  const answered = await passOn(s3rver, arrived);
  if (fault?.kind === "lost answer") {
    answered.resume();
    await once(answered, "end");
    return void response.destroy();
  }
  await give(answered, response, fault);
}

function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/xml", ...headers });
  response.end(`<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>-</Message></Error>`);
}

async function passOn(
  s3rver: RunningS3rver,
  { method, url, headers, body }: SeenRequest,
): Promise<IncomingMessage> {
  const { "if-match": _, ...known } = headers;
  const passed = forward({
    port: s3rver.port,
    host: "127.0.0.1",
    method,
    path: url.pathname + url.search,
    headers: known,
    agent: false,
  });
  passed.end(body);
  const [answered] = (await once(passed, "response")) as [IncomingMessage]; // by the event's definition
  return answered;
}

/** Hands an answer on, or as much of it as the fault lets through. */
async function give(
  answered: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  const { statusCode = 500, headers } = answered;
  const { connection: _, ...kept } = headers;
  let left = Infinity;
  if (fault?.kind === "cut" || fault?.kind === "stall") left = fault.afterBytes;
  if (fault?.kind === "short") {
    left = fault.bytes;
    kept["content-length"] = String(left);
  }
  response.writeHead(statusCode, kept);
  response.flushHeaders();
  for await (const chunk of answered as AsyncIterable<Buffer>) {
    const given = chunk.subarray(0, left);
    left -= given.byteLength;
    // What is cut off must have left before the connection ends, and a reader that pauses is waited for.
    if (given.byteLength > 0)
      await new Promise<void>((sent) => void response.write(given, () => sent()));
    if (left === 0 || response.destroyed) break;
  }
  answered.destroy();
  if (fault?.kind === "stall") return;
  if (fault?.kind === "cut") response.destroy();
  else response.end();
}

/** A page of a list that s3rver cannot give: one that is followed by another, or follows one. */
async function longList(
  s3rver: RunningS3rver,
  { url: { searchParams } }: SeenRequest,
): Promise<string | undefined> {
  if (searchParams.get("list-type") !== "2") return undefined;
  const token = searchParams.get("continuation-token");
  const after = Buffer.from(token ?? "", "base64").toString();
  const { keys, isTruncated } = await s3rver.list(searchParams.get("prefix") ?? "", after, 1_000);
  if (token === null && !isTruncated) return undefined;
  const next = Buffer.from(keys.at(-1) ?? "").toString("base64");
  const contents = keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join("");
  return `<ListBucketResult><IsTruncated>${isTruncated}</IsTruncated><NextContinuationToken>${next}</NextContinuationToken>${contents}</ListBucketResult>`;
}

async function listUploads(s3rver: RunningS3rver, url: URL): Promise<string> {
  const folder = dirname(s3rver.uploadFolder("any"));
  const prefix = url.searchParams.get("prefix") ?? "";
  const entries = await Promise.all(
    (await readdir(folder).catch(() => [])).map(async (id) => {
      const path = join(folder, id, "key");
      const key = await readFile(path, "utf8");
      const begun = (await stat(path)).mtime.toISOString();
      return {
        key,
        text: `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${begun}</Initiated></Upload>`,
      };
    }),
  );
  const texts = entries.filter(({ key }) => key.startsWith(prefix)).map(({ text }) => text);
  return `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${texts.join("")}</ListMultipartUploadsResult>`;
}

function damaged(body: Buffer): Buffer {
  const copy = Buffer.from(body);
  copy[0] = (copy[0] ?? 0) ^ 1;
  return copy;
}
