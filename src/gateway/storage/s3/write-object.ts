import { createHash } from "node:crypto";
import { coalesce } from "../file-stream.ts";
import type { WrittenArtifact } from "../storage.ts";
import { MOST_PARTS, MultipartUpload } from "./multipart-upload.ts";
import { type Part, partsOf } from "./parts.ts";
import type { S3Client } from "./s3-client.ts";

/**
 * Streams a source into an object: by one request up to the size of a part, above it as a multipart upload in which one
 * part is sent while the next is gathered, so that two parts are in memory. The object is there whole or not at all.
 */
export async function writeObject(
  client: S3Client,
  key: string,
  source: AsyncIterable<Uint8Array>,
  partBytes: number,
): Promise<WrittenArtifact> {
  const whole = createHash("sha256");
  let bytes = 0;
  let upload: MultipartUpload | undefined;
  let sending: Promise<void> = Promise.resolve();
  try {
    for await (const part of partsOf(coalesce(source), partBytes, whole)) {
      bytes += part.sizeBytes;
      await sending;
      if (part.isLast && part.number === 1) {
        await putObject(client, key, part);
        continue;
      }
      if (part.number > MOST_PARTS)
        throw new RangeError(`${key} is longer than ${MOST_PARTS} parts of ${partBytes} bytes.`);
      upload ??= await MultipartUpload.begin(client, key);
      sending = upload.send(part);
      // It is waited for before the next part is sent; till then its failure is nobody's.
      sending.catch(() => undefined);
    }
    await sending;
    await upload?.complete();
  } catch (error) {
    await sending.catch(() => undefined);
    await upload?.abort();
    throw error;
  }
  return { bytes, sha256: whole.digest("hex") };
}

async function putObject(client: S3Client, key: string, part: Part): Promise<void> {
  await client.call({ action: `write ${key}`, method: "PUT", key, body: part });
}
