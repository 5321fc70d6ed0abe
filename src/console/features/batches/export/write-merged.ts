import { turnOfThePage } from "../turn-of-the-page.ts";
import { csvRecord } from "./csv.ts";
import { MERGED_COLUMNS, type MergedRow } from "./merged-rows.ts";

/** Takes a file's text in pieces. */
interface TextSink {
  write: (text: string) => Promise<void>;
  close: () => Promise<void>;
}

export type MergedFormat = "jsonl" | "csv";

/** Characters gathered before they are written. */
const PIECE_CHARACTERS = 256_000;

/** Writes the rows and closes the file; between pieces the page gets its turn and is told how many rows are written. */
export async function writeMerged(
  rows: AsyncIterable<MergedRow>,
  format: MergedFormat,
  sink: TextSink,
  onProgress: (rowCount: number) => void,
): Promise<number> {
  let piece = format === "csv" ? csvRecord(MERGED_COLUMNS) : "";
  let rowCount = 0;
  for await (const row of rows) {
    piece += recordOf(row, format);
    rowCount += 1;
    if (piece.length < PIECE_CHARACTERS) continue;
    await sink.write(piece);
    piece = "";
    onProgress(rowCount);
    await turnOfThePage();
  }
  if (piece !== "") await sink.write(piece);
  await sink.close();
  return rowCount;
}

function recordOf(row: MergedRow, format: MergedFormat): string {
  return format === "csv"
    ? csvRecord(MERGED_COLUMNS.map((column) => row[column]))
    : `${JSON.stringify(row)}\n`;
}
