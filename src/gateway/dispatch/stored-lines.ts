import { createLineSplitter } from "#contract/manifest/lines.ts";
import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import type { ArtifactStorage, ByteRange } from "#gateway/storage/storage.ts";

/** Which lines of an artifact are read, and how. */
export interface StoredLinesOptions<Line> {
  /** The bytes in which they lie; the whole artifact when left out. */
  range?: ByteRange;
  /** What an input line may have at most, unless stated. */
  maxLineBytes?: number;
  /** What is kept of a line; its bytes are good only during the call. */
  read: (bytes: Uint8Array) => Line;
}

/**
 * The lines of an artifact in order, those that end in each of its pieces together, so that memory holds one piece and what was
 * kept of its lines. Throws a `RangeError` on a line that is longer than any that was written.
 */
export async function* storedLines<Line>(
  storage: Pick<ArtifactStorage, "open">,
  name: string,
  { range, maxLineBytes = MANIFEST_LIMITS.maxLineBytes, read }: StoredLinesOptions<Line>,
): AsyncGenerator<Line[]> {
  let lines: Line[] = [];
  const splitter = createLineSplitter({
    maxLineBytes,
    onLine: (bytes) => void lines.push(read(bytes)),
    onLongLine: (line, _offset, sizeBytes) => {
      throw new RangeError(
        `Line ${line} of ${name} has ${sizeBytes} bytes; none was written so long.`,
      );
    },
  });
  for await (const chunk of await storage.open(name, range)) {
    splitter.push(chunk);
    yield lines;
    lines = [];
  }
  splitter.end();
  yield lines;
}
