import { CsvError, CsvReader } from "./csv-reader.ts";
import type { Encoding } from "./csv-head.ts";
import { fillTemplate, type TemplatePart } from "./prompt-template.ts";

/** How rows become lines. */
export interface CsvPlan {
  encoding: Encoding;
  separator: string;
  column_count: number;
  prompt: readonly TemplatePart[];
  /** The same for every line; none when empty. */
  system: readonly TemplatePart[];
  model: string;
  max_output_tokens: number | null;
  /** The position of the column that has the ids; null makes them of the row's number. */
  id_column: number | null;
}

/** A row of which no line was made. */
interface LeftRow {
  row: number;
  reason: string;
}

/** What became of a CSV file. */
export interface CsvBuild {
  blob: Blob;
  line_count: number;
  left_count: number;
  /** The first of the rows left out. */
  left: LeftRow[];
}

const LEFT_KEPT = 100;
/** In UTF-16 units: written lines are handed to the browser in parts of this size, which it may keep on disk. */
const PART_LENGTH = 4 * 1024 * 1024;

/** Makes a native input line of every row as the file streams by. Throws a `CsvError` for a file that cannot be read to its end. */
export async function buildLines(
  input: Blob,
  plan: CsvPlan,
  onProgress: (bytes: number) => void,
): Promise<CsvBuild> {
  const parts: Blob[] = [];
  const left: LeftRow[] = [];
  let pending = "";
  let lineCount = 0;
  let leftCount = 0;
  const reader = new CsvReader(plan.separator, (fields, row) => {
    if (row === 1) return;
    if (fields.length !== plan.column_count) {
      leftCount += 1;
      if (left.length < LEFT_KEPT) left.push({ row, reason: unevenWords(fields.length, plan) });
      return;
    }
    pending += `${lineOf(fields, row, plan)}\n`;
    lineCount += 1;
  });
  let bytes = 0;
  for await (const { text, size } of textOf(input, plan.encoding)) {
    reader.push(text);
    bytes += size;
    onProgress(bytes);
    if (pending.length < PART_LENGTH) continue;
    parts.push(new Blob([pending]));
    pending = "";
  }
  reader.end();
  const blob = new Blob([...parts, pending]);
  return { blob, line_count: lineCount, left_count: leftCount, left };
}

/** The input line of a row, as JSON. */
export function lineOf(fields: readonly string[], row: number, plan: CsvPlan): string {
  const system = fillTemplate(plan.system, fields);
  const messages = [
    ...(system === "" ? [] : [{ role: "system", content: system }]),
    { role: "user", content: fillTemplate(plan.prompt, fields) },
  ];
  return JSON.stringify({
    customer_item_id: idOf(fields, row, plan),
    operation: "responses",
    model: plan.model,
    input: { messages },
    ...(plan.max_output_tokens === null ? {} : { max_output_tokens: plan.max_output_tokens }),
  });
}

function idOf(fields: readonly string[], row: number, { id_column }: CsvPlan): string {
  if (id_column !== null) return fields[id_column] ?? "";
  return `row-${String(row).padStart(6, "0")}`;
}

function unevenWords(width: number, { column_count }: CsvPlan): string {
  return `It has ${width === 1 ? "1 field" : `${width} fields`}; the head has ${column_count}.`;
}

async function* textOf(
  input: Blob,
  encoding: Encoding,
): AsyncGenerator<{ text: string; size: number }> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode = (bytes?: Uint8Array): string => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new CsvError("The file is written in another encoding. Choose the one that it is in.");
    }
  };
  const stream = input.stream().getReader();
  for (;;) {
    const { done, value } = await stream.read();
    if (done) break;
    yield { text: decode(value), size: value.length };
  }
  yield { text: decode(), size: 0 };
}
