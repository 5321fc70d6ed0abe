import { createLineSplitter } from "#contract/manifest/lines.ts";
import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import type { ManifestItem } from "#contract/manifest/item.ts";
import type { ManifestOperation } from "#contract/manifest/line-format.ts";
import { parseItem } from "#contract/manifest/parse-item.ts";
import { walkPrompt } from "#contract/manifest/prompt.ts";
import type { LineAnchor } from "./check-input.ts";

/** A good item as the preview shows it. */
export interface PreviewItem {
  line: number;
  custom_id: string;
  operation: ManifestOperation;
  models: string[];
  /** The beginning of the last text: what tells one item from the next, where all share their instructions. */
  prompt: string;
  /** Of the line, its line end not counted. */
  bytes: number;
}

const CHUNK_BYTES = 256 * 1024;
const PROMPT_SHOWN = 240;

/** The items of a good input from a line on, counted from 1, read on from the nearest known place before it. */
export async function readRows(
  input: Blob,
  anchors: readonly LineAnchor[],
  fromLine: number,
  count: number,
): Promise<PreviewItem[]> {
  const anchor = anchors.findLast(({ line }) => line <= fromLine) ?? { line: 1, offset: 0 };
  const rows: PreviewItem[] = [];
  const splitter = createLineSplitter({
    maxLineBytes: MANIFEST_LIMITS.maxLineBytes,
    onLine(bytes, number) {
      const line = anchor.line + number - 1;
      if (line < fromLine) return;
      rows.push(previewOf(parseItem(bytes), line, bytes.length));
      if (rows.length === count) splitter.stop();
    },
    onLongLine: () => {},
  });
  let { offset } = anchor;
  while (rows.length < count && offset < input.size) {
    splitter.push(new Uint8Array(await input.slice(offset, offset + CHUNK_BYTES).arrayBuffer()));
    offset += CHUNK_BYTES;
  }
  splitter.end();
  return rows;
}

function previewOf(
  { custom_id, operation, models, body }: ManifestItem,
  line: number,
  bytes: number,
): PreviewItem {
  const prompt = lastText(body);
  const shown = prompt.length > PROMPT_SHOWN ? `${prompt.slice(0, PROMPT_SHOWN)}…` : prompt;
  return { line, custom_id, operation, models, prompt: shown, bytes };
}

function lastText(body: ManifestItem["body"]): string {
  let last = "";
  const ignore = (): void => {};
  walkPrompt(body, {
    text: (text) => void (last = text),
    message: ignore,
    image: ignore,
    tokens: ignore,
    schema: ignore,
  });
  return last;
}
