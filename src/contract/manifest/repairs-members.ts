/** One field of an object as it stands in its text; positions in UTF-16 units. */
export interface JsonMember {
  name: string;
  valueStart: number;
  /** Behind the last unit of the value. */
  valueEnd: number;
  /** The value as it is written. */
  text: string;
}

/**
 * The fields of an object where they stand in its text, so that a line can be changed in one place and keep every other
 * byte (`1.0` and a number of thirty digits do not survive parsing and writing). The text must be a JSON object.
 */
export function membersOf(text: string): JsonMember[] {
  const members: JsonMember[] = [];
  let at = skipBlanks(text, text.indexOf("{") + 1);
  while (text[at] === '"') {
    const nameEnd = stringEnd(text, at);
    const name: unknown = JSON.parse(text.slice(at, nameEnd));
    // Over the colon.
    const valueStart = skipBlanks(text, skipBlanks(text, nameEnd) + 1);
    const next = valueLimit(text, valueStart);
    const value = text.slice(valueStart, next).trimEnd();
    members.push({
      name: String(name),
      valueStart,
      valueEnd: valueStart + value.length,
      text: value,
    });
    at = skipBlanks(text, next + 1);
  }
  return members;
}

/** Where the comma or the closing bracket behind a value stands. */
function valueLimit(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const unit = text[at];
    if (unit === '"') {
      at = stringEnd(text, at);
      continue;
    }
    if (depth === 0 && (unit === "," || unit === "}")) return at;
    if (unit === "{" || unit === "[") depth += 1;
    else if (unit === "}" || unit === "]") depth -= 1;
    at += 1;
  }
  return at;
}

/** Behind the closing quote of the string that begins at `start`. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (text[at] === " " || text[at] === "\t" || text[at] === "\n" || text[at] === "\r") at += 1;
  return at;
}
