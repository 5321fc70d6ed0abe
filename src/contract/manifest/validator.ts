import { CountingJudge } from "./counting-judge.ts";
import { createLineSplitter } from "./lines.ts";
import type { ManifestOptions } from "./options.ts";
import type { ManifestSummary } from "./summary.ts";

/** Judges an input as its bytes come. */
export interface ManifestValidator {
  /**
   * Takes the next bytes, cut anywhere; keeps no reference to them. Does nothing once it has
   * stopped.
   */
  push(chunk: Uint8Array): void;
  /** Judges a last line without a line end and sums up. To be called once, after the last push. */
  end(): ManifestSummary;
  /** True once a limit on the file was reached: the rest of it need not be read. */
  readonly hasStopped: boolean;
}

/**
 * The one judge of input files, in the browser and in the gateway: what it says of some bytes
 * depends on the bytes alone, not on how they are chunked. It holds at most one line and what
 * another one is like, and for each item at most forty bytes to know its id again.
 */
export function createManifestValidator(options: ManifestOptions = {}): ManifestValidator {
  const judge = new CountingJudge(options);
  const { maxLines, maxFileBytes, maxLineBytes } = judge.lines.limits;
  let bytes = 0;
  let lineCount = 0;
  let hasStopped = false;

  const stop = (line: number, code: "too_many_lines" | "file_too_large", limit: string): void => {
    hasStopped = true;
    splitter.stop();
    judge.lines.reportLine(line, code, `The file has more than ${limit}. Split it.`);
  };
  /** Whether a line may be judged: not when it is the first one too many. */
  const takeLine = (line: number, offset: number): boolean => {
    if (line <= maxLines) {
      lineCount = line;
      return true;
    }
    bytes = offset;
    stop(line, "too_many_lines", `${shown(maxLines)} lines`);
    return false;
  };
  const splitter = createLineSplitter({
    maxLineBytes,
    onLine: (line, number, offset) => {
      if (takeLine(number, offset)) judge.judgeBytes(line, number, offset);
    },
    onLongLine: (number, offset, sizeBytes) => {
      if (takeLine(number, offset)) judge.lines.reportLongLine(number, sizeBytes);
    },
  });

  return {
    get hasStopped() {
      return hasStopped;
    },
    push(chunk) {
      if (hasStopped) return;
      const room = maxFileBytes - bytes;
      const isTooMuch = chunk.length > room;
      bytes += isTooMuch ? room : chunk.length;
      splitter.push(isTooMuch ? chunk.subarray(0, room) : chunk);
      if (isTooMuch && !hasStopped) {
        stop(splitter.line, "file_too_large", `${shown(maxFileBytes)} bytes`);
      }
    },
    end() {
      splitter.end();
      if (lineCount === 0 && !hasStopped)
        judge.lines.reportLine(1, "empty_file", "The file is empty.");
      return {
        ...judge.summary(),
        bytes,
        line_count: lineCount,
        has_bom: splitter.hasByteOrderMark,
        has_crlf: splitter.hasCarriageReturns,
        is_complete: !hasStopped,
      };
    },
  };
}

function shown(count: number): string {
  return count.toLocaleString("en-US");
}
