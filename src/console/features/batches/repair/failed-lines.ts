import { ResultRow } from "#contract/batches.ts";
import { linesOf } from "../artifact-lines.ts";
import type { IndexedInput } from "../items/input-index.ts";

/** A line of the input that has no answer, and why. */
export interface FailedLine {
  custom_id: string;
  code: string;
  message: string;
  /** The line as it was sent. */
  text: string;
}

export interface FailedLines {
  /** In input order. */
  lines: readonly FailedLine[];
  /** Failures whose line the input file does not have. */
  missingCount: number;
}

/** Joins the error file of a batch with the lines of its input. `index` says where each item's line lies in `bytes`. */
export async function readFailedLines(
  errors: ReadableStream<Uint8Array>,
  bytes: Blob,
  index: ReadonlyMap<string, IndexedInput>,
): Promise<FailedLines> {
  const content = new Uint8Array(await bytes.arrayBuffer());
  const decoder = new TextDecoder();
  const lines: FailedLine[] = [];
  let missingCount = 0;
  for await (const { text } of linesOf(errors)) {
    const { custom_id, error } = ResultRow.parse(JSON.parse(text));
    if (error === null) continue;
    const place = index.get(custom_id);
    if (place === undefined) {
      missingCount += 1;
      continue;
    }
    const line = content.subarray(place.offset, place.offset + place.sizeBytes);
    lines.push({ custom_id, ...error, text: decoder.decode(line) });
  }
  return { lines, missingCount };
}
