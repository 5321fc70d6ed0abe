import type { LineAnchor } from "./check-input.ts";

/** The beginning of a line, as text; `isCut` when there is more of it. */
export interface LineText {
  text: string;
  isCut: boolean;
}

const LINE_FEED = 0x0a;
const CHUNK_BYTES = 256 * 1024;
const SHOWN_BYTES = 16 * 1024;

/**
 * The text of a line, counted from 1, at most `shownBytes` of it, read from the nearest known place before it; undefined when the file has no such
 * line.
 * Bytes that are no UTF-8 are shown as the replacement character.
 */
export async function readLine(
  file: Blob,
  line: number,
  anchors: readonly LineAnchor[],
  shownBytes: number = SHOWN_BYTES,
): Promise<LineText | undefined> {
  const anchor = anchors.findLast((known) => known.line <= line) ?? { line: 1, offset: 0 };
  const start = await findLine(file, anchor, line);
  if (start === undefined) return undefined;
  const bytes = new Uint8Array(await file.slice(start, start + shownBytes).arrayBuffer());
  const end = bytes.indexOf(LINE_FEED);
  const isCut = end === -1 && start + bytes.length < file.size;
  const shown = bytes.subarray(0, end === -1 ? bytes.length : end);
  const text = new TextDecoder().decode(shown).replace(/\r$/, "");
  return { text, isCut };
}

/** Where the line starts, or undefined when the file ends before it. */
async function findLine(file: Blob, anchor: LineAnchor, line: number): Promise<number | undefined> {
  let { line: at, offset } = anchor;
  while (at < line) {
    const bytes = new Uint8Array(await file.slice(offset, offset + CHUNK_BYTES).arrayBuffer());
    if (bytes.length === 0) return undefined;
    let from = 0;
    while (at < line) {
      const end = bytes.indexOf(LINE_FEED, from);
      if (end === -1) break;
      from = end + 1;
      at += 1;
    }
    if (at === line) return offset + from < file.size ? offset + from : undefined;
    offset += bytes.length;
  }
  return offset;
}
