/** One step that bytes go through; what it makes of them it hands to the next. */
export interface ByteStage {
  /** Takes the next bytes, cut anywhere; keeps no reference to them. */
  push: (chunk: Uint8Array) => void;
  /** Hands on what was still held. To be called once. */
  end: () => void;
}

/** Takes bytes that are good only during the call. */
export type ByteSink = (bytes: Uint8Array) => void;

export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;
const RETURNS = new Uint8Array(4096).fill(CARRIAGE_RETURN);
const OUTPUT_BYTES = 256 * 1024;

/** Whether bytes begin with a UTF-8 byte order mark. */
export function hasByteOrderMark(bytes: Uint8Array): boolean {
  return BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte);
}

/** Takes off one leading byte order mark; `onDropped` is told when there was one. */
export function dropByteOrderMark(next: ByteSink, onDropped: () => void): ByteStage {
  let matched = 0;
  let isPast = false;
  const release = (): void => {
    isPast = true;
    if (matched > 0) next(Uint8Array.from(BYTE_ORDER_MARK.slice(0, matched)));
  };
  return {
    push(chunk) {
      let taken = 0;
      while (!isPast && taken < chunk.length) {
        if (chunk[taken] !== BYTE_ORDER_MARK[matched]) release();
        else {
          matched += 1;
          taken += 1;
          if (matched < BYTE_ORDER_MARK.length) continue;
          isPast = true;
          onDropped();
        }
      }
      if (taken < chunk.length) next(chunk.subarray(taken));
    },
    end() {
      if (!isPast) release();
    },
  };
}

/** Takes off every carriage return right before a line feed; `onDropped` is told of each such line end. */
export function dropCarriageReturns(next: ByteSink, onDropped: () => void): ByteStage {
  /** Those at the end of what came so far: whether they stay depends on the next byte. */
  let held = 0;
  const release = (): void => {
    for (; held > 0; held -= Math.min(held, RETURNS.length)) next(RETURNS.subarray(0, held));
  };
  return {
    push(chunk) {
      let at = 0;
      while (at < chunk.length) {
        if (chunk[at] === CARRIAGE_RETURN) {
          held += 1;
          at += 1;
          continue;
        }
        if (held > 0 && chunk[at] === LINE_FEED) {
          held = 0;
          onDropped();
        } else release();
        const found = chunk.indexOf(CARRIAGE_RETURN, at);
        const end = found === -1 ? chunk.length : found;
        next(chunk.subarray(at, end));
        at = end;
      }
    },
    end: release,
  };
}

/** Gathers small pieces into chunks of 256 KiB, each a buffer of its own that the receiver may keep. */
export function gatherBytes(onChunk: (chunk: Uint8Array<ArrayBuffer>) => void): ByteStage {
  let buffer = new Uint8Array(OUTPUT_BYTES);
  let length = 0;
  const flush = (): void => {
    if (length > 0) onChunk(buffer.subarray(0, length));
    buffer = new Uint8Array(OUTPUT_BYTES);
    length = 0;
  };
  return {
    push(bytes) {
      let at = 0;
      while (at < bytes.length) {
        const piece = bytes.subarray(at, at + OUTPUT_BYTES - length);
        buffer.set(piece, length);
        length += piece.length;
        at += piece.length;
        if (length === OUTPUT_BYTES) flush();
      }
    },
    end() {
      if (length > 0) onChunk(buffer.subarray(0, length));
      length = 0;
    },
  };
}
