import { MANIFEST_LIMITS } from "./limits.ts";
import { LINE_FEED, type ByteSink, type ByteStage } from "./repairs-stage.ts";

/** Line end and byte order mark, which do not count for the length of a line. */
const EXTRA_BYTES = 5;

/**
 * Cuts bytes into lines with their line ends, so that a line which is not changed keeps every byte. `onLine` gets a view that is
 * good only during the call; `line` counts from 1. A line longer than one may be goes through `onLongBytes` in pieces.
 */
export function cutRawLines(
  onLine: (bytes: Uint8Array, line: number) => void,
  onLongBytes: ByteSink,
): ByteStage {
  const maxBytes = MANIFEST_LIMITS.maxLineBytes + EXTRA_BYTES;
  let held = new Uint8Array(64 * 1024);
  let length = 0;
  let isLong = false;
  let line = 1;

  const hold = (piece: Uint8Array): void => {
    if (isLong) onLongBytes(piece);
    else if (length + piece.length > maxBytes) {
      isLong = true;
      onLongBytes(held.subarray(0, length));
      onLongBytes(piece);
    } else {
      if (length + piece.length > held.length) {
        const grown = new Uint8Array(Math.max(held.length * 2, length + piece.length));
        grown.set(held.subarray(0, length));
        held = grown;
      }
      held.set(piece, length);
      length += piece.length;
    }
  };
  const finish = (): void => {
    if (!isLong && length > 0) onLine(held.subarray(0, length), line);
    length = 0;
    isLong = false;
    line += 1;
  };

  return {
    push(chunk) {
      let start = 0;
      for (;;) {
        const feed = chunk.indexOf(LINE_FEED, start);
        if (feed === -1) break;
        const piece = chunk.subarray(start, feed + 1);
        if (length === 0 && !isLong && piece.length <= maxBytes) {
          onLine(piece, line);
          line += 1;
        } else {
          hold(piece);
          finish();
        }
        start = feed + 1;
      }
      if (start < chunk.length) hold(chunk.subarray(start));
    },
    end: finish,
  };
}
