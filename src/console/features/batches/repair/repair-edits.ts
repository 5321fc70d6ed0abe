import type { FailedLine } from "./failed-lines.ts";

/** What was changed of the failed lines, by item id. A line that is left out keeps its text for when it is taken back. */
export interface RepairEdits {
  texts: ReadonlyMap<string, string>;
  leftOut: ReadonlySet<string>;
}

export const NO_EDITS: RepairEdits = { texts: new Map(), leftOut: new Set() };

/** A line's text as it is now. */
export function textOf({ texts }: RepairEdits, { custom_id, text }: FailedLine): string {
  return texts.get(custom_id) ?? text;
}

/** The edits with lines rewritten; what is as it was sent is no edit. */
export function rewrite(
  edits: RepairEdits,
  lines: readonly FailedLine[],
  textFor: (line: FailedLine) => string,
): RepairEdits {
  const texts = new Map(edits.texts);
  for (const line of lines) {
    const text = textFor(line);
    if (text === line.text) texts.delete(line.custom_id);
    else texts.set(line.custom_id, text);
  }
  return { ...edits, texts };
}

/** The edits with lines left out, or taken back. */
export function leaveOut(
  edits: RepairEdits,
  lines: readonly FailedLine[],
  isOut: boolean,
): RepairEdits {
  const leftOut = new Set(edits.leftOut);
  for (const { custom_id } of lines) {
    if (isOut) leftOut.add(custom_id);
    else leftOut.delete(custom_id);
  }
  return { ...edits, leftOut };
}

/** The lines that are to be sent again. */
export function keptLines(edits: RepairEdits, lines: readonly FailedLine[]): FailedLine[] {
  return lines.filter(({ custom_id }) => !edits.leftOut.has(custom_id));
}

/** The input of the next batch: the kept lines as they are now, in their order. */
export function repairedInput(edits: RepairEdits, lines: readonly FailedLine[]): Blob {
  const parts = keptLines(edits, lines).map((line) => `${textOf(edits, line)}\n`);
  return new Blob(parts, { type: "application/x-ndjson" });
}
