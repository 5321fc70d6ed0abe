import type { ByteSink, ByteStage } from "./repairs-stage.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
const LIST_START = 0x5b;
const WHITESPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);
const SPACE = 0x20;
const BYTE_ORDER_MARK = new Set([0xef, 0xbb, 0xbf]);

/** A file that was to be one JSON list and is none. */
export class NotAnArrayError extends Error {
  override name = "NotAnArrayError";
}

/** Whether bytes from the start of a file begin a JSON list: its bracket comes first, after blanks and a byte order mark. */
export function startsAsArray(head: Uint8Array): boolean {
  return head.find((byte) => !WHITESPACE.has(byte) && !BYTE_ORDER_MARK.has(byte)) === LIST_START;
}

/**
 * Puts each entry of one JSON list on a line of its own, without parsing it: blanks between its parts shrink to one space, all
 * else keeps its bytes, so that no number loses a digit. It holds one chunk, and of a list of any size no entry. Throws a
 * `NotAnArrayError` when the file is no list, or not one that ends where the file does.
 */
export function splitArray(next: ByteSink, onEntry: () => void): ByteStage {
  const splitter = new ArraySplitter(onEntry);
  return {
    push: (chunk) => next(splitter.take(chunk)),
    end() {
      if (splitter.isClosed) return;
      throw new NotAnArrayError("The list in this file does not end. Part of the file is missing.");
    },
  };
}

class ArraySplitter {
  isClosed = false;

  readonly #onEntry: () => void;
  /** 0 before the list, 1 between its entries. */
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #hasEntry = false;
  #hasSpace = false;
  #out = new Uint8Array(0);
  #length = 0;

  constructor(onEntry: () => void) {
    this.#onEntry = onEntry;
  }

  /** What the bytes come to; good until the next call. */
  take(chunk: Uint8Array): Uint8Array {
    // A byte becomes at most two: itself and the space or line end before it.
    if (this.#out.length < chunk.length * 2) this.#out = new Uint8Array(chunk.length * 2);
    this.#length = 0;
    for (const byte of chunk) {
      if (this.#isInString) this.#takeString(byte);
      else if (WHITESPACE.has(byte)) this.#hasSpace = true;
      else if (this.#depth === 0) this.#open(byte);
      else this.#takeToken(byte);
    }
    return this.#out.subarray(0, this.#length);
  }

  #open(byte: number): void {
    if (this.isClosed) throw new NotAnArrayError("Something follows the end of the list.");
    if (BYTE_ORDER_MARK.has(byte)) return;
    if (byte !== LIST_START) throw new NotAnArrayError("The file is not one JSON list.");
    this.#depth = 1;
  }

  #takeString(byte: number): void {
    this.#write(byte);
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === BACKSLASH) this.#isEscaped = true;
    else if (byte === QUOTE) this.#isInString = false;
  }

  #takeToken(byte: number): void {
    if (CLOSING.has(byte)) {
      this.#depth -= 1;
      if (this.#depth === 0) {
        this.isClosed = true;
        // Nothing after the last comma is a comma too many, not an entry.
        if (this.#hasEntry) this.#endEntry();
        return;
      }
    } else if (byte === COMMA && this.#depth === 1) {
      this.#endEntry();
      return;
    } else if (OPENING.has(byte)) this.#depth += 1;
    else if (byte === QUOTE) this.#isInString = true;
    if (this.#hasSpace && this.#hasEntry) this.#write(SPACE);
    this.#hasSpace = false;
    this.#hasEntry = true;
    this.#write(byte);
  }

  #endEntry(): void {
    this.#write(LINE_FEED);
    this.#hasEntry = false;
    this.#hasSpace = false;
    this.#onEntry();
  }

  #write(byte: number): void {
    this.#out[this.#length] = byte;
    this.#length += 1;
  }
}
