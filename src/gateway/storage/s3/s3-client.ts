import { createHash } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { AwsV4Signer } from "aws4fetch";
import { type CheckedDial, createOperatorDial } from "../../egress/checked-dial.ts";
import { HttpExchange, type Patience } from "./http-exchange.ts";
import { DEFAULT_RETRIES, type RetryPolicy, retrying } from "./retry.ts";
import { answeredFailure, brokenConnection } from "./s3-failure.ts";
import { objectUrl, type S3Location } from "./s3-location.ts";

/**
 * Bytes to send, and their hashes: the server refuses them when they arrive otherwise. SHA-256 belongs to the signature, MD5
 * is what every server checks; the newer `x-amz-checksum-…` are refused by some.
 */
export interface RequestBody {
  readonly chunks: readonly Uint8Array[];
  readonly sizeBytes: number;
  readonly sha256: Buffer;
  readonly md5: Buffer;
}

export interface S3Request {
  /** What it does, for messages: "read batches/bat_1/output.jsonl". */
  readonly action: string;
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** With the location's prefix; null is the bucket itself. */
  readonly key: string | null;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
  /** The element that a whole XML answer has; without it the answer broke off. */
  readonly answerElement?: string;
}

export interface S3Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface S3ClientOptions {
  readonly retries?: RetryPolicy;
  readonly patience?: Patience;
  /** What checks the addresses that the bucket is reached at. */
  readonly dial?: CheckedDial;
}

/** Joining the parts of a large object takes a server a while. */
const DEFAULT_PATIENCE: Patience = { connectMs: 5_000, silenceMs: 60_000 };
const NOTHING_SHA256 = createHash("sha256").digest();
/** No answer that is read whole is longer: a page of a list has 1,000 keys. */
const LONGEST_TEXT_BYTES = 8 * 1024 * 1024;

/** Signed requests to one bucket. What may pass is tried again; everything else, and the last try, throws `S3Failure`. */
export class S3Client {
  readonly location: S3Location;
  readonly retries: RetryPolicy;
  readonly #exchange: HttpExchange;
  readonly #signingKeys = new Map<string, ArrayBuffer>();

  constructor(location: S3Location, { retries, patience, dial }: S3ClientOptions = {}) {
    this.location = location;
    this.retries = retries ?? DEFAULT_RETRIES;
    const { protocol } = objectUrl(location, null);
    this.#exchange = new HttpExchange(
      protocol,
      patience ?? DEFAULT_PATIENCE,
      dial ?? createOperatorDial(),
    );
  }

  /** Sends a request and reads its answer whole. An error in the body of a 200 is one. */
  async call(request: S3Request): Promise<S3Answer> {
    return await retrying(this.retries, async () => {
      const response = await this.#send(request);
      const { status, headers } = headOf(response);
      const text = await this.#text(request, response);
      if (isErrorDocument(text)) throw answeredFailure(request.action, status, headers, text);
      const { answerElement } = request;
      if (answerElement !== undefined && !text.includes(`<${answerElement}`))
        throw brokenConnection(request.action, new Error("The answer ends too early."));
      return { status, headers, text };
    });
  }

  /** Sends a request and gives the head of its answer; read the body by `body`, or destroy it. */
  async open(request: S3Request): Promise<IncomingMessage> {
    return await retrying(this.retries, () => this.#send(request));
  }

  /** The body of an opened answer as it comes; throws `S3Failure` when it breaks off. */
  async *body(action: string, response: IncomingMessage): AsyncGenerator<Buffer, void> {
    try {
      yield* this.#exchange.body(response);
    } catch (error) {
      throw brokenConnection(action, error);
    }
  }

  /** A URL by which anybody may read the object for a while; `answer` holds headers that its answer then has. */
  async presignedUrl(
    key: string,
    seconds: number,
    answer: { contentType: string; contentDisposition: string },
  ): Promise<string> {
    const url = objectUrl(this.location, key);
    url.searchParams.set("response-content-type", answer.contentType);
    url.searchParams.set("response-content-disposition", answer.contentDisposition);
    url.searchParams.set("X-Amz-Expires", String(seconds));
    const signed = await this.#signer({ method: "GET", url: url.href, signQuery: true }).sign();
    // In a signed query a space is %20; not every server takes a plus for one.
    return signed.url.href.replaceAll("+", "%20");
  }

  /** Ends the connections that are idle. */
  close(): void {
    this.#exchange.close();
  }

  /** One attempt; what is not 2xx is thrown. */
  async #send(request: S3Request): Promise<IncomingMessage> {
    const { action, method, body } = request;
    const url = objectUrl(this.location, request.key);
    for (const [name, value] of Object.entries(request.query ?? {}))
      url.searchParams.set(name, value);
    const signed = await this.#signer({
      method,
      url: url.href,
      headers: {
        ...request.headers,
        "x-amz-content-sha256": (body?.sha256 ?? NOTHING_SHA256).toString("hex"),
        ...(body !== undefined && { "content-md5": body.md5.toString("base64") }),
      },
    }).sign();
    const headers = Object.fromEntries(signed.headers);
    if (method === "PUT" || method === "POST")
      headers["content-length"] = String(body?.sizeBytes ?? 0);
    const outgoing = { method, url: signed.url, headers, chunks: body?.chunks ?? [] };
    const response = await this.#exchange.send(outgoing).catch((error: unknown) => {
      throw brokenConnection(action, error);
    });
    const { status } = headOf(response);
    if (status >= 200 && status < 300) return response;
    throw answeredFailure(action, status, response.headers, await this.#text(request, response));
  }

  async #text(request: S3Request, response: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    for await (const chunk of this.body(request.action, response)) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > LONGEST_TEXT_BYTES)
        throw brokenConnection(request.action, new Error("The answer does not end."));
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString("utf8");
  }

  #signer(request: {
    method: string;
    url: string;
    headers?: Record<string, string>;
    signQuery?: boolean;
  }): AwsV4Signer {
    const { region, credentials } = this.location;
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    return new AwsV4Signer({
      ...request,
      service: "s3",
      region,
      accessKeyId,
      secretAccessKey,
      ...(sessionToken !== null && { sessionToken }),
      cache: this.#signingKeys,
    });
  }
}

function headOf({ statusCode, headers }: IncomingMessage): Omit<S3Answer, "text"> {
  return { status: statusCode ?? 0, headers };
}

/** Where work takes long, S3 begins its answer with 200 before it knows how it ends. */
function isErrorDocument(text: string): boolean {
  return /^\s*(?:<\?xml[^>]*\?>)?\s*<Error[\s>]/.test(text);
}
