import { ArtifactMissing } from "../artifact-errors.ts";
import { assertArtifactKey } from "../artifact-key.ts";
import type { ArtifactStorage, ByteRange, LinkAnswer, WrittenArtifact } from "../storage.ts";
import { deleteObject, ObjectRemover } from "./delete-objects.ts";
import { listKeys } from "./list-keys.ts";
import { openObject, outside } from "./read-object.ts";
import type { S3Client } from "./s3-client.ts";
import { S3Failure } from "./s3-failure.ts";
import { writeObject } from "./write-object.ts";

/** One size for all parts, as some servers ask for: 80 GB fit into 10,000 of them, and a writer holds two. */
const PART_BYTES = 8 * 1024 * 1024;

/** Long enough to begin a download in; one that has begun goes on. */
const LINK_SECONDS = 300;

/** Artifacts as objects of one bucket, below the location's prefix. */
export class S3Storage implements ArtifactStorage {
  readonly directLink?: (key: string, answer: LinkAnswer) => Promise<string>;
  readonly #client: S3Client;
  readonly #remover: ObjectRemover;
  readonly #partBytes: number;

  constructor(client: S3Client, partBytes: number = PART_BYTES) {
    this.#client = client;
    this.#remover = new ObjectRemover(client);
    this.#partBytes = partBytes;
    if (client.location.hasDirectLinks) this.directLink = (key, answer) => this.#link(key, answer);
  }

  async write(key: string, source: AsyncIterable<Uint8Array>): Promise<WrittenArtifact> {
    return await writeObject(this.#client, this.#objectKey(key), source, this.#partBytes);
  }

  async open(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>> {
    const objectKey = this.#objectKey(key);
    // S3 knows no empty range, and would take a wrong one for none.
    if (range !== undefined && !(range.start >= 0 && range.start < range.end)) {
      const size = await this.size(key);
      if (range.start === range.end && range.start >= 0 && range.end <= size) return emptyStream();
      throw outside(key, range, size);
    }
    try {
      return await openObject(this.#client, objectKey, range);
    } catch (error) {
      if (range === undefined || !(error instanceof S3Failure) || error.status !== 416)
        throw missingIf(key, error);
      throw outside(key, range, await this.size(key));
    }
  }

  async size(key: string): Promise<number> {
    const request = {
      action: `look at ${key}`,
      method: "HEAD",
      key: this.#objectKey(key),
    } as const;
    try {
      const { headers } = await this.#client.call(request);
      return Number(headers["content-length"]);
    } catch (error) {
      throw missingIf(key, error);
    }
  }

  async delete(key: string): Promise<void> {
    await deleteObject(this.#client, this.#objectKey(key));
  }

  async deletePrefix(prefix: string): Promise<void> {
    const objectKey = this.#objectKey(prefix.replace(/\/$/, ""));
    for await (const keys of listKeys(this.#client, `${objectKey}/`))
      await this.#remover.remove(keys);
    await deleteObject(this.#client, objectKey);
  }

  async #link(key: string, answer: LinkAnswer): Promise<string> {
    return await this.#client.presignedUrl(this.#objectKey(key), LINK_SECONDS, {
      contentType: answer.contentType,
      contentDisposition: `attachment; filename="${answer.filename}"`,
    });
  }

  #objectKey(key: string): string {
    assertArtifactKey(key);
    return this.#client.location.prefix + key;
  }
}

function missingIf(key: string, error: unknown): unknown {
  return error instanceof S3Failure && error.isMissing ? new ArtifactMissing(key) : error;
}

function emptyStream(): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({ start: (controller) => controller.close() });
}
