const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;
const FIRST_CARRY_BYTES = 64 * 1024;

/** What a line splitter tells, and the longest line it holds. */
export interface LineSplitterOptions {
  /** Counted without the line end. Of a longer line nothing is kept. */
  maxLineBytes: number;
  /**
   * A whole line without its line end. `bytes` is a view that is good only during the call; `line`
   * counts from 1; `offset` is where the line starts in the file as it came.
   */
  onLine: (bytes: Uint8Array, line: number, offset: number) => void;
  /** A line above `maxLineBytes`; `sizeBytes` is what it had, its line end not counted. */
  onLongLine: (line: number, offset: number, sizeBytes: number) => void;
}

/** Cuts bytes into lines, however they are chunked, holding at most one line. */
export interface LineSplitter {
  push(chunk: Uint8Array): void;
  /** Hands out the last line when it has no line end. */
  end(): void;
  /** No further line is handed out, nor any further byte looked at. */
  stop(): void;
  /** The line that the next byte belongs to, counted from 1. */
  readonly line: number;
  readonly hasByteOrderMark: boolean;
  /** Whether any line ended in CR LF. */
  readonly hasCarriageReturns: boolean;
}

/**
 * A line ends at byte 0x0A and nowhere else (U+2028 or a lone CR inside a JSON string is no line
 * end). One CR before it is taken off, and so is one leading byte order mark. A last line without a
 * line end is a line; nothing after a last line end is none.
 */
export function createLineSplitter(options: LineSplitterOptions): LineSplitter {
  return new ByteLineSplitter(options);
}

class ByteLineSplitter implements LineSplitter {
  line = 1;
  hasByteOrderMark = false;
  hasCarriageReturns = false;

  readonly #options: LineSplitterOptions;
  /** One byte above the longest line, because that byte may be the CR of its line end. */
  readonly #maxCarryBytes: number;
  /** The bytes of an unfinished line, which came in an earlier chunk. */
  #carry = new Uint8Array(0);
  #carryLength = 0;
  /** All bytes of the unfinished line that came so far, kept or not. */
  #lineLength = 0;
  /** Of the kept bytes and of those that were not. */
  #lastByte = 0;
  #lineOffset = 0;
  /** The first bytes, held until it is clear whether they are a byte order mark. */
  #head: number[] | undefined = [];
  #isStopped = false;

  constructor(options: LineSplitterOptions) {
    this.#options = options;
    this.#maxCarryBytes = options.maxLineBytes + 1;
  }

  push(chunk: Uint8Array): void {
    if (this.#isStopped) return;
    if (this.#head === undefined) this.#split(chunk);
    else this.#pushHead(this.#head, chunk);
  }

  stop(): void {
    this.#isStopped = true;
  }

  end(): void {
    if (this.#isStopped) return;
    if (this.#head !== undefined) {
      const head = Uint8Array.from(this.#head);
      this.#head = undefined;
      this.#split(head);
    }
    if (this.#lineLength > 0) this.#finishLine(0);
  }

  #pushHead(head: number[], chunk: Uint8Array): void {
    let taken = 0;
    while (taken < chunk.length && head.length < BYTE_ORDER_MARK.length) {
      const byte = chunk[taken] ?? 0;
      if (byte !== BYTE_ORDER_MARK[head.length]) break;
      head.push(byte);
      taken += 1;
    }
    const isMark = head.length === BYTE_ORDER_MARK.length;
    if (!isMark && taken === chunk.length) return;
    this.#head = undefined;
    if (isMark) {
      this.hasByteOrderMark = true;
      this.#lineOffset = head.length;
    } else {
      this.#split(Uint8Array.from(head));
    }
    this.#split(chunk.subarray(taken));
  }

  #split(chunk: Uint8Array): void {
    let start = 0;
    let end = chunk.indexOf(LINE_FEED);
    while (end !== -1) {
      this.#lineLength += end - start;
      if (this.#carryLength === 0) this.#finishWhole(chunk, start, end);
      else {
        this.#keep(chunk.subarray(start, end));
        this.#finishLine(1);
      }
      start = end + 1;
      if (this.#isStopped) return;
      end = chunk.indexOf(LINE_FEED, start);
    }
    if (start === chunk.length) return;
    this.#lineLength += chunk.length - start;
    this.#keep(chunk.subarray(start));
  }

  /** The usual case, a line that lies wholly in one chunk: no copy is made. */
  #finishWhole(chunk: Uint8Array, start: number, end: number): void {
    const hasReturn = end > start && chunk[end - 1] === CARRIAGE_RETURN;
    if (hasReturn) this.hasCarriageReturns = true;
    this.#hand(chunk.subarray(start, hasReturn ? end - 1 : end), hasReturn, 1);
  }

  /** A line whose bytes were kept; a line feed of `lineFeedLength` bytes follows it in the file. */
  #finishLine(lineFeedLength: number): void {
    const hasReturn = this.#lastByte === CARRIAGE_RETURN;
    if (hasReturn && lineFeedLength > 0) this.hasCarriageReturns = true;
    const length = Math.min(this.#carryLength, this.#lineLength - (hasReturn ? 1 : 0));
    this.#carryLength = 0;
    this.#hand(this.#carry.subarray(0, length), hasReturn, lineFeedLength);
  }

  #hand(bytes: Uint8Array, hasReturn: boolean, lineFeedLength: number): void {
    const { line } = this;
    const offset = this.#lineOffset;
    const sizeBytes = this.#lineLength - (hasReturn ? 1 : 0);
    this.line += 1;
    this.#lineOffset += this.#lineLength + lineFeedLength;
    this.#lineLength = 0;
    if (bytes.length > this.#options.maxLineBytes)
      this.#options.onLongLine(line, offset, sizeBytes);
    else this.#options.onLine(bytes, line, offset);
  }

  #keep(piece: Uint8Array): void {
    this.#lastByte = piece.at(-1) ?? this.#lastByte;
    const length = Math.min(this.#carryLength + piece.length, this.#maxCarryBytes);
    if (length > this.#carry.length) {
      const wanted = Math.max(length, this.#carry.length * 2, FIRST_CARRY_BYTES);
      const grown = new Uint8Array(Math.min(wanted, this.#maxCarryBytes));
      grown.set(this.#carry.subarray(0, this.#carryLength));
      this.#carry = grown;
    }
    this.#carry.set(piece.subarray(0, length - this.#carryLength), this.#carryLength);
    this.#carryLength = length;
  }
}
