import { createHash, type Hash } from "node:crypto";
import type { RequestBody } from "./s3-client.ts";

/** A run of bytes of an artifact as it is sent. */
export interface Part extends RequestBody {
  /** From 1. */
  readonly number: number;
  readonly isLast: boolean;
}

/**
 * Cuts a source into parts of one size, the last of which is shorter and may be empty, and feeds `whole` with all bytes.
 * Holds one part and one chunk of the source beside the part that it gave last; nothing is copied.
 */
export async function* partsOf(
  source: AsyncIterable<Uint8Array>,
  partBytes: number,
  whole: Hash,
): AsyncGenerator<Part, void> {
  let open = new OpenPart(1, whole);
  for await (let chunk of source) {
    while (chunk.byteLength > 0) {
      // Only now is it known that the full part was not the last.
      if (open.sizeBytes === partBytes) {
        yield open.close(false);
        open = new OpenPart(open.number + 1, whole);
      }
      const taken = chunk.subarray(0, partBytes - open.sizeBytes);
      open.add(taken);
      chunk = chunk.subarray(taken.byteLength);
    }
  }
  yield open.close(true);
}

class OpenPart {
  readonly number: number;
  sizeBytes = 0;
  readonly #chunks: Uint8Array[] = [];
  readonly #md5 = createHash("md5");
  readonly #whole: Hash;
  /** The first part's hash is that of the whole up to its end; most artifacts have one part and are hashed once. */
  readonly #own: Hash | null;

  constructor(number: number, whole: Hash) {
    this.number = number;
    this.#whole = whole;
    this.#own = number === 1 ? null : createHash("sha256");
  }

  add(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.sizeBytes += chunk.byteLength;
    this.#whole.update(chunk);
    this.#own?.update(chunk);
    this.#md5.update(chunk);
  }

  close(isLast: boolean): Part {
    return {
      number: this.number,
      chunks: this.#chunks,
      sizeBytes: this.sizeBytes,
      sha256: (this.#own ?? this.#whole.copy()).digest(),
      md5: this.#md5.digest(),
      isLast,
    };
  }
}
