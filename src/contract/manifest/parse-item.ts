import { readItem } from "./check-item.ts";
import type { ManifestItem } from "./item.ts";
import { MANIFEST_LIMITS } from "./limits.ts";
import { formatOfLine } from "./line-format.ts";
import { isRecord, textOfPrompt } from "./prompt.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads one line that the validator accepted, with or without its line end, by the validator's own
 * checks, so that it cannot be read otherwise than it was judged. Throws a `TypeError` that names
 * the first fault when it never was accepted. Models are not looked up again.
 */
export function parseItem(line: Uint8Array | string): ManifestItem {
  const text = typeof line === "string" ? line : decoder.decode(line);
  const value: unknown = JSON.parse(text);
  const format = isRecord(value) ? formatOfLine(value) : undefined;
  if (!isRecord(value) || format === undefined) throw new TypeError("The line is no input line.");
  const faults: string[] = [];
  const item = readItem(value, format, {
    limits: MANIFEST_LIMITS,
    report: (_code, _path, message) => void faults.push(message),
    checkModel: () => {},
  });
  if (item === undefined || faults.length > 0)
    throw new TypeError(faults[0] ?? "The line is no input line.");
  return item;
}

/**
 * All text of an item that a person wrote, one piece a line; for embeddings, what is to be
 * embedded.
 */
export function promptText(item: ManifestItem): string {
  return textOfPrompt(item.body);
}
