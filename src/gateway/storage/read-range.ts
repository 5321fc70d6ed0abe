import type { ArtifactStorage, ByteRange } from "./storage.ts";

/**
 * Reads a range into memory; throws `RangeError` when it is longer than `maxBytes` or not within the
 * artifact, and `ArtifactMissing`.
 */
export async function readRange(
  storage: ArtifactStorage,
  key: string,
  range: ByteRange,
  maxBytes: number,
): Promise<Buffer> {
  const sizeBytes = range.end - range.start;
  if (sizeBytes > maxBytes) {
    throw new RangeError(`A range of ${sizeBytes} bytes is more than the ${maxBytes} allowed.`);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of await storage.open(key, range)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
