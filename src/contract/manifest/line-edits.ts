import { CARRIAGE_RETURN, LINE_FEED, type ByteSink, type ByteStage } from "./repairs-stage.ts";

/** What a person put in the place of lines, by their number in the file as it came; null leaves a line out. */
export type LineEdits = ReadonlyMap<number, string | null>;

const encoder = new TextEncoder();

/** The text as one line: between the parts of JSON a line break and its indent say no more than a blank. */
export function asOneLine(text: string): string {
  return text.replace(/\s*[\r\n]\s*/g, " ");
}

/**
 * Puts edits in the place of lines as the bytes pass, holding none of them; all other lines keep every byte, an edited one its line
 * end. A byte order mark goes with the first line when that one is edited.
 */
export function applyEdits(next: ByteSink, edits: LineEdits): ByteStage {
  let line = 1;
  let edit = edits.get(1);
  /** The last byte of an edited line, which tells its line end; 0 while it has none. */
  let lastByte = 0;

  /** Writes what takes the place of an edited line once that has ended. */
  const put = (lineEnd: readonly number[]): void => {
    if (typeof edit === "string") {
      next(encoder.encode(asOneLine(edit)));
      next(Uint8Array.from(lineEnd));
    }
    lastByte = 0;
  };

  return {
    push(chunk) {
      let passed = 0;
      let start = 0;
      while (start < chunk.length) {
        const feed = chunk.indexOf(LINE_FEED, start);
        const end = feed === -1 ? chunk.length : feed + 1;
        if (edit !== undefined) {
          if (start > passed) next(chunk.subarray(passed, start));
          passed = end;
          const before = feed === -1 ? chunk[end - 1] : feed > start ? chunk[feed - 1] : lastByte;
          lastByte = before ?? 0;
          if (feed !== -1) {
            put(lastByte === CARRIAGE_RETURN ? [CARRIAGE_RETURN, LINE_FEED] : [LINE_FEED]);
          }
        }
        if (feed !== -1) {
          line += 1;
          edit = edits.get(line);
        }
        start = end;
      }
      if (passed < chunk.length) next(chunk.subarray(passed));
    },
    end() {
      // A last line without a line end; where no byte of it came there is no such line.
      if (edit !== undefined && lastByte !== 0) put([]);
    },
  };
}

/** Tells of a line that is left after the edits which number it had in the file as it came. */
export function numberBeforeEdits(edits: LineEdits): (line: number) => number {
  const left = [...edits]
    .filter(([, text]) => text === null)
    .map(([line]) => line)
    .toSorted((a, b) => a - b);
  return (line) => {
    let low = 0;
    let high = left.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((left[middle] ?? 0) - middle <= line) low = middle + 1;
      else high = middle;
    }
    return line + low;
  };
}
