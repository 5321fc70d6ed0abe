import { ResultRow } from "#contract/batches.ts";

/** A line of an artifact; undefined for one that is damaged, which must not take the rest of the file with it. */
export function readResultLine(text: string): ResultRow | undefined {
  try {
    return ResultRow.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
