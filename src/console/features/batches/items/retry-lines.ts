import type { ResultRow } from "#contract/batches.ts";
import type { IndexedInput } from "./input-index.ts";

export interface RetryInput {
  /** The failed items' lines, byte for byte as they came, in the order of the rows. */
  file: Blob;
  lineCount: number;
  /** Failed items whose line the input file does not have. */
  missing: readonly string[];
}

/** A new input of the lines whose rows carry an error; nothing is copied until the blob is read. */
export function retryInput(
  rows: readonly Pick<ResultRow, "error" | "customer_item_id">[],
  input: { bytes: Blob; index: ReadonlyMap<string, IndexedInput> },
): RetryInput {
  const parts: BlobPart[] = [];
  const missing: string[] = [];
  for (const { error, customer_item_id } of rows) {
    if (error === null) continue;
    const entry = input.index.get(customer_item_id);
    if (entry === undefined) missing.push(customer_item_id);
    else parts.push(input.bytes.slice(entry.offset, entry.offset + entry.sizeBytes), "\n");
  }
  return {
    file: new Blob(parts, { type: "application/x-ndjson" }),
    lineCount: parts.length / 2,
    missing,
  };
}

/** `questions.jsonl` → `questions.retry.jsonl`; a retry of a retry keeps the name. */
export function retryFileName(filename: string): string {
  const stem = filename.replace(/\.jsonl$/i, "").replace(/\.retry$/, "");
  return `${stem}.retry.jsonl`;
}
