import { readRecords } from "./csv-reader.ts";

/** What parts the fields of a row. */
export const SEPARATORS = [
  { value: ",", label: "Comma" },
  { value: ";", label: "Semicolon" },
  { value: "\t", label: "Tab" },
  { value: "|", label: "Bar" },
] as const;

/** How the text of a file is written down. */
export const ENCODINGS = [
  { value: "utf-8", label: "UTF-8" },
  { value: "windows-1252", label: "Windows-1252" },
  { value: "utf-16le", label: "UTF-16" },
] as const;
export type Encoding = (typeof ENCODINGS)[number]["value"];

/** The beginning of a CSV file. */
export interface CsvHead {
  /** The names in the first row. */
  columns: string[];
  /** The rows after it, as far as the beginning reaches. */
  rows: string[][];
}

const HEAD_BYTES = 64 * 1024;
const RECORDS_COMPARED = 20;

/** The text of a file's beginning; bytes that the encoding does not know are replaced. */
export async function readHeadText(
  input: Blob,
  encoding: Encoding,
): Promise<{ text: string; isWhole: boolean }> {
  const bytes = await input.slice(0, HEAD_BYTES).arrayBuffer();
  const isWhole = input.size <= HEAD_BYTES;
  return { text: new TextDecoder(encoding).decode(bytes, { stream: !isWhole }), isWhole };
}

/** The encoding that the first bytes speak for: a spreadsheet's "Unicode text" is UTF-16 and begins with a mark. */
export async function detectEncoding(input: Blob): Promise<Encoding> {
  const [first, second] = new Uint8Array(await input.slice(0, 2).arrayBuffer());
  if (first === 0xff && second === 0xfe) return "utf-16le";
  try {
    const bytes = await input.slice(0, HEAD_BYTES).arrayBuffer();
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return "utf-8";
  } catch {
    return "windows-1252";
  }
}

/** The separator by which most of the first rows have as many fields as the head, and more than one. */
export function detectSeparator(text: string, isWhole: boolean): string {
  let best = ",";
  let bestScore = 0;
  for (const { value } of SEPARATORS) {
    const score = scoreOf(recordsOf(text, value, isWhole));
    if (score <= bestScore) continue;
    best = value;
    bestScore = score;
  }
  return best;
}

/** The head of a file; undefined when it has none. */
export function headOf(text: string, separator: string, isWhole: boolean): CsvHead | undefined {
  const [columns, ...rows] = recordsOf(text, separator, isWhole);
  return columns === undefined ? undefined : { columns: columns.map((name) => name.trim()), rows };
}

function recordsOf(text: string, separator: string, isWhole: boolean): string[][] {
  try {
    return readRecords(text, separator, isWhole);
  } catch {
    // The build names the row; a head that is read apart from the rest says nothing of it.
    return readRecords(`${text.split(/\r?\n/, 1)[0] ?? ""}\n`, separator, false);
  }
}

function scoreOf(records: readonly string[][]): number {
  const compared = records.slice(0, RECORDS_COMPARED);
  const width = compared[0]?.length ?? 0;
  if (width < 2) return 0;
  const even = compared.filter((fields) => fields.length === width).length;
  return even / compared.length + width / 1000;
}
