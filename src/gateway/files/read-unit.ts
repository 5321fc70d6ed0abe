import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import { createLineSplitter } from "#contract/manifest/lines.ts";
import type { ArtifactStorage, ByteRange } from "../storage/storage.ts";
import type { StoredFile, StoredLineIndex } from "./file-store.ts";

/** One item's line. */
export interface UnitLine {
  /** The item's place in the file, from 0. */
  item_index: number;
  /** Without the line end and without a byte order mark; a copy that may be kept. */
  bytes: Uint8Array;
}

/** What is needed of a file to read its lines. */
export type ReadableFile = Pick<StoredFile, "storage_key" | "size_bytes" | "line_count">;

/**
 * The lines of the items `first` to `end` (excluded), in order, by ranged reads: at most one chunk of storage is held
 * besides the line in hand. Throws `RangeError` when the file has no such items, `ArtifactMissing` when its bytes are gone.
 */
export async function* readUnit(
  storage: ArtifactStorage,
  file: ReadableFile,
  index: StoredLineIndex,
  first: number,
  end: number,
): AsyncGenerator<UnitLine> {
  if (!(first >= 0 && first < end && end <= file.line_count)) {
    throw new RangeError(
      `The file has ${file.line_count} items; ${first} to ${end} is not within it.`,
    );
  }
  let next = itemAtRangeStart(index, first);
  let ready: UnitLine[] = [];
  const splitter = createLineSplitter({
    maxLineBytes: MANIFEST_LIMITS.maxLineBytes,
    onLine: (bytes) => {
      if (next >= first && next < end) ready.push({ item_index: next, bytes: bytes.slice() });
      next += 1;
    },
    onLongLine: (_, offset) => {
      throw new RangeError(
        `The file has changed since it was checked: a line at byte ${offset} is too long.`,
      );
    },
  });
  for await (const chunk of await storage.open(
    file.storage_key,
    byteRangeOf(file, index, first, end),
  )) {
    splitter.push(chunk);
    yield* ready;
    ready = [];
    if (next >= end) return;
  }
  splitter.end();
  yield* ready;
  if (next < end)
    throw new RangeError(`The file has changed since it was checked: it ends before item ${end}.`);
}

/** The bytes that hold the items `first` to `end` (excluded): from an indexed line to an indexed line. */
export function byteRangeOf(
  file: ReadableFile,
  index: StoredLineIndex,
  first: number,
  end: number,
): ByteRange {
  return {
    start: index.offsets[Math.floor(first / index.every)] ?? 0,
    end: index.offsets[Math.ceil(end / index.every)] ?? file.size_bytes,
  };
}

function itemAtRangeStart(index: StoredLineIndex, first: number): number {
  return Math.floor(first / index.every) * index.every;
}
