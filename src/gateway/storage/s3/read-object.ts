import type { IncomingMessage } from "node:http";
import { ArtifactMissing, StorageUnavailable } from "../artifact-errors.ts";
import type { ByteRange } from "../storage.ts";
import { waitToRetry } from "./retry.ts";
import type { S3Client, S3Request } from "./s3-client.ts";
import { brokenConnection, S3Failure } from "./s3-failure.ts";

/** The object was written anew, or deleted, while it was read. */
class ArtifactReplaced extends StorageUnavailable {
  override readonly name = "ArtifactReplaced";
}

/**
 * Streams a range of an object, or all of it. A connection that breaks is taken up again at the byte where it broke, and
 * only from the very same version. Throws `RangeError`, and `S3Failure` where there is no such object.
 */
export async function openObject(
  client: S3Client,
  key: string,
  range: ByteRange | undefined,
): Promise<ReadableStream<Uint8Array>> {
  const action = `read ${key}`;
  const response = await client.open({ action, method: "GET", key, headers: rangeHeaders(range) });
  try {
    const { start, size } = extentOf(action, response);
    if (range === undefined)
      return new ObjectReader(client, key, response, { start, end: size }).stream();
    if (range.end > size) throw outside(key, range, size);
    if (start !== range.start) throw notAsked(action);
    return new ObjectReader(client, key, response, range).stream();
  } catch (error) {
    response.destroy();
    throw error;
  }
}

/** What is thrown for a range that is not within an object. */
export function outside(key: string, { start, end }: ByteRange, size: number): RangeError {
  return new RangeError(`${key} has ${size} bytes; ${start} to ${end} is not within it.`);
}

/** Reads an object's bytes in order, over as many connections as it takes. */
class ObjectReader {
  readonly #client: S3Client;
  readonly #key: string;
  readonly #etag: string | undefined;
  readonly #end: number;
  #position: number;
  #response: IncomingMessage;
  #chunks: AsyncGenerator<Buffer, void>;
  #isCancelled = false;

  constructor(client: S3Client, key: string, response: IncomingMessage, range: ByteRange) {
    this.#client = client;
    this.#key = key;
    this.#etag = response.headers.etag;
    this.#position = range.start;
    this.#end = range.end;
    this.#response = response;
    this.#chunks = client.body(this.#action, response);
  }

  stream(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          if (this.#position < this.#end) controller.enqueue(await this.#next());
          if (this.#position < this.#end) return;
          this.#finish();
          controller.close();
        },
        cancel: () => {
          this.#isCancelled = true;
          this.#response.destroy();
          this.#chunks.return().catch(() => undefined);
        },
      },
      // Nothing is taken from the connection before someone asks.
      { highWaterMark: 0 },
    );
  }

  get #action(): string {
    return `read ${this.#key}`;
  }

  async #next(): Promise<Uint8Array> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await this.#take();
      } catch (error) {
        const canGoOn = error instanceof S3Failure && error.isRetryable && this.#etag !== undefined;
        if (!canGoOn || this.#isCancelled || failures >= this.#client.retries.attempts) throw error;
        await waitToRetry(this.#client.retries, failures, error);
        await this.#resume(this.#etag);
      }
    }
  }

  async #take(): Promise<Uint8Array> {
    const { done, value } = await this.#chunks.next();
    if (done === true) throw brokenConnection(this.#action, new Error("The body ends too early."));
    // A server may give more than was asked for.
    const chunk = value.subarray(0, this.#end - this.#position);
    this.#position += chunk.byteLength;
    return chunk;
  }

  async #resume(etag: string): Promise<void> {
    const range = { start: this.#position, end: this.#end };
    const headers = { ...rangeHeaders(range), "if-match": etag };
    const request = { action: this.#action, method: "GET", key: this.#key, headers } as const;
    this.#response = await openAgain(this.#client, request);
    try {
      // Not every server heeds If-Match.
      if (this.#response.headers.etag !== etag) throw replaced(this.#key);
      if (extentOf(this.#action, this.#response).start !== range.start)
        throw notAsked(this.#action);
    } catch (error) {
      this.#response.destroy();
      throw error;
    }
    // It may have been given up while the new connection was made.
    if (this.#isCancelled) this.#response.destroy();
    this.#chunks = this.#client.body(this.#action, this.#response);
  }

  /** A connection whose body was read to its end can be used again; one that has more to give cannot. */
  #finish(): void {
    this.#chunks.next().then(
      ({ done }) => done === true || this.#response.destroy(),
      () => undefined,
    );
  }
}

async function openAgain(
  client: S3Client,
  request: S3Request & { key: string },
): Promise<IncomingMessage> {
  try {
    return await client.open(request);
  } catch (error) {
    if (!(error instanceof S3Failure)) throw error;
    if (error.isMissing)
      throw new ArtifactMissing(request.key.slice(client.location.prefix.length));
    throw error.status === 412 || error.status === 416 ? replaced(request.key) : error;
  }
}

function rangeHeaders(range: ByteRange | undefined): Record<string, string> {
  return range === undefined ? {} : { range: `bytes=${range.start}-${range.end - 1}` };
}

/** Where an answer's body begins in the object, and how long the object is. */
function extentOf(
  action: string,
  { statusCode, headers }: IncomingMessage,
): { start: number; size: number } {
  const [, start, size] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers["content-range"] ?? "") ?? [];
  if (statusCode === 206 && start !== undefined)
    return { start: Number(start), size: Number(size) };
  const length = headers["content-length"];
  if (statusCode !== 200 || length === undefined) throw notAsked(action);
  return { start: 0, size: Number(length) };
}

function replaced(key: string): ArtifactReplaced {
  return new ArtifactReplaced(`${key} was written anew while it was read.`);
}

function notAsked(action: string): S3Failure {
  return new S3Failure(`S3 gave other bytes than asked for to ${action}.`, {
    status: null,
    code: "WrongRange",
    isRetryable: false,
  });
}
