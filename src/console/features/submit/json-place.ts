import { findJsonFault } from "#contract/manifest/json-fault.ts";
import type { PreflightIssue } from "#contract/error-envelope.ts";

/** A part of a text, in UTF-16 units; `end` lies behind it. */
export interface TextPlace {
  start: number;
  end: number;
}

/** An entry of an object with its name, or one of a list with its position. */
interface Entry extends TextPlace {
  key: string | number;
  valueStart: number;
}

/**
 * Where an issue lies in the text of its line: the field or entry that its path names; of one that is missing, the beginning of what
 * should have it; of text that is no JSON, where it stops being some. Undefined where it is the line as a whole.
 */
export function placeOfIssue(text: string, { path }: PreflightIssue): TextPlace | undefined {
  const fault = findJsonFault(text);
  if (fault !== undefined) {
    const start = Math.min(fault.column - 1, Math.max(0, text.length - 1));
    return text === "" ? undefined : { start, end: start + 1 };
  }
  return path === undefined ? undefined : placeOfPath(text, path);
}

function placeOfPath(text: string, path: string): TextPlace | undefined {
  let valueStart = skipBlanks(text, 0);
  let place: TextPlace = { start: valueStart, end: valueStart + 1 };
  for (const step of stepsOf(path)) {
    const entry = entriesOf(text, valueStart).findLast(({ key }) => key === step);
    // What is missing belongs into this.
    if (entry === undefined) return { start: place.start, end: valueStart + 1 };
    ({ valueStart } = entry);
    place = entry;
  }
  return { start: place.start, end: place.end };
}

/** `input.messages[0].role` → `["input", "messages", 0, "role"]`; a name in brackets is a JSON string. */
function stepsOf(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.[\]]+)/g)].map(
    ([, index, quotedName, name = ""]) => {
      if (index !== undefined) return Number(index);
      return quotedName === undefined ? name : String(JSON.parse(quotedName));
    },
  );
}

/** The entries of the object or list that begins at `start`; none of another value. The text must be JSON. */
function entriesOf(text: string, start: number): Entry[] {
  const entries: Entry[] = [];
  const isObject = text[start] === "{";
  if (!isObject && text[start] !== "[") return entries;
  let at = skipBlanks(text, start + 1);
  while (at < text.length && text[at] !== "}" && text[at] !== "]") {
    const entryStart = at;
    let key: string | number = entries.length;
    if (isObject) {
      const nameEnd = valueEnd(text, at);
      key = String(JSON.parse(text.slice(at, nameEnd)));
      // Over the colon.
      at = skipBlanks(text, skipBlanks(text, nameEnd) + 1);
    }
    const end = valueEnd(text, at);
    entries.push({ key, start: entryStart, valueStart: at, end });
    at = skipBlanks(text, end);
    if (text[at] === ",") at = skipBlanks(text, at + 1);
  }
  return entries;
}

/** Behind the value that begins at `start`. */
function valueEnd(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const unit = text[at] ?? "";
    if (unit === '"') at = stringEnd(text, at);
    else if (unit === "{" || unit === "[") {
      depth += 1;
      at += 1;
    } else if (unit === "}" || unit === "]") {
      if (depth === 0) return at;
      depth -= 1;
      at += 1;
    } else if (depth === 0 && (unit === "," || unit === ":" || BLANKS.has(unit))) return at;
    else {
      at += 1;
      continue;
    }
    if (depth === 0) return at;
  }
  return at;
}

function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

const BLANKS = new Set([" ", "\t", "\n", "\r"]);

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (BLANKS.has(text[at] ?? "")) at += 1;
  return at;
}
