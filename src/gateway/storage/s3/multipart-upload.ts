import { createHash, randomUUID } from "node:crypto";
import type { Part } from "./parts.ts";
import type { RequestBody, S3Client } from "./s3-client.ts";
import { S3Failure } from "./s3-failure.ts";
import { escapeXml, textOf } from "./xml.ts";

/** S3's own bound. */
export const MOST_PARTS = 10_000;

/** Which upload made an object: what tells a completion whose answer was lost from an upload that is gone. */
const MARK_HEADER = "x-amz-meta-batchrouter-upload";

/** An object that comes into being from parts when it is completed, and not before. */
export class MultipartUpload {
  readonly #client: S3Client;
  readonly #key: string;
  readonly #id: string;
  readonly #mark: string;
  readonly #parts: { number: number; etag: string }[] = [];

  private constructor(client: S3Client, key: string, id: string, mark: string) {
    this.#client = client;
    this.#key = key;
    this.#id = id;
    this.#mark = mark;
  }

  static async begin(client: S3Client, key: string): Promise<MultipartUpload> {
    const mark = randomUUID();
    const { text } = await client.call({
      action: `begin ${key}`,
      method: "POST",
      key,
      query: { uploads: "" },
      headers: { [MARK_HEADER]: mark },
      answerElement: "InitiateMultipartUploadResult",
    });
    const id = textOf(text, "UploadId");
    if (id === undefined) throw notUnderstood(`begin ${key}`);
    return new MultipartUpload(client, key, id, mark);
  }

  async send(part: Part): Promise<void> {
    const action = `write part ${part.number} of ${this.#key}`;
    const { headers } = await this.#client.call({
      action,
      method: "PUT",
      key: this.#key,
      query: { partNumber: String(part.number), uploadId: this.#id },
      body: part,
    });
    if (headers.etag === undefined) throw notUnderstood(action);
    this.#parts.push({ number: part.number, etag: headers.etag });
  }

  /** Makes the object of the parts, in the order of their numbers. */
  async complete(): Promise<void> {
    const xml = this.#parts
      .toSorted((one, other) => one.number - other.number)
      .map(
        ({ number, etag }) =>
          `<Part><PartNumber>${number}</PartNumber><ETag>${escapeXml(etag)}</ETag></Part>`,
      )
      .join("");
    try {
      await this.#client.call({
        action: `complete ${this.#key}`,
        method: "POST",
        key: this.#key,
        query: { uploadId: this.#id },
        headers: { "content-type": "application/xml" },
        body: bodyOfText(`<CompleteMultipartUpload>${xml}</CompleteMultipartUpload>`),
        answerElement: "CompleteMultipartUploadResult",
      });
    } catch (error) {
      if (await this.#isComplete(error)) return;
      throw error;
    }
  }

  /** Frees what the parts take; an upload that cannot be aborted now is found by `abortAbandonedUploads`. */
  async abort(): Promise<void> {
    await abortUpload(this.#client, this.#key, this.#id).catch(() => undefined);
  }

  /** The upload is gone as well when an earlier attempt did complete it and its answer was lost. */
  async #isComplete(failure: unknown): Promise<boolean> {
    if (!(failure instanceof S3Failure) || failure.code !== "NoSuchUpload") return false;
    const request = { action: `look at ${this.#key}`, method: "HEAD", key: this.#key } as const;
    const answer = await this.#client.call(request).catch(() => undefined);
    return answer?.headers[MARK_HEADER] === this.#mark;
  }
}

/** Frees the parts of an upload; one that is gone already is no failure. */
export async function abortUpload(client: S3Client, key: string, id: string): Promise<void> {
  try {
    await client.call({ action: `abort ${key}`, method: "DELETE", key, query: { uploadId: id } });
  } catch (error) {
    if (!(error instanceof S3Failure) || !error.isMissing) throw error;
  }
}

/** A text as the body of a request. */
export function bodyOfText(text: string): RequestBody {
  const bytes = Buffer.from(text);
  return {
    chunks: [bytes],
    sizeBytes: bytes.byteLength,
    sha256: createHash("sha256").update(bytes).digest(),
    md5: createHash("md5").update(bytes).digest(),
  };
}

function notUnderstood(action: string): S3Failure {
  return new S3Failure(`The answer to ${action} is not one of S3.`, {
    status: null,
    code: "NotUnderstood",
    isRetryable: false,
  });
}
