/** A run of bytes: `start` is the first, `end` the one after the last, as in `slice`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What was written. */
export interface WrittenArtifact {
  readonly bytes: number;
  /** Of the bytes, in lowercase hexadecimal. */
  readonly sha256: string;
}

/** What an answer to a direct link says of itself. */
export interface LinkAnswer {
  /** Of letters, digits, `.`, `_` and `-`. */
  readonly filename: string;
  readonly contentType: string;
}

/**
 * Bytes under keys: `/`-separated segments of letters, digits, `.`, `_` and `-` that do not begin with a
 * dot. Every call streams in constant memory. An invalid key throws `ArtifactKeyInvalid`; a storage that does not answer,
 * or refuses, throws `StorageUnavailable`, also from a stream that has begun.
 */
export interface ArtifactStorage {
  /**
   * Stores all bytes of the source, or nothing when the source throws; readers see the whole of the old
   * artifact or the whole of the new one. Resolves once the bytes are safe. Chunks may be held for a while: whoever gives
   * one does not change it any more.
   */
  write(key: string, source: AsyncIterable<Uint8Array>): Promise<WrittenArtifact>;
  /**
   * The bytes of the artifact or of a range of it; usable as the body of a `Response` and in `for await`. Throws
   * `ArtifactMissing`, and `RangeError` when the range is not within the artifact. Read it or cancel it.
   */
  open(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>>;
  /** The number of bytes; throws `ArtifactMissing`. */
  size(key: string): Promise<number>;
  /** Removes the artifact if it is there. */
  delete(key: string): Promise<void>;
  /** Removes every artifact under a prefix of whole segments, such as `batches/bat_1`. */
  deletePrefix(prefix: string): Promise<void>;
  /**
   * A URL by which anybody may read the artifact from the storage itself, good for some minutes, ranges included; absent
   * where the storage serves nobody but us.
   */
  directLink?(key: string, answer: LinkAnswer): Promise<string>;
}
