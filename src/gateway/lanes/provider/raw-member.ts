/**
 * The very text of a member of a JSON object, by the names that lead to it; undefined where there is none. `json` must be JSON: an answer within a line
 * keeps its bytes so, which parsing and writing it anew would not (1.0 becomes 1, and long numbers lose digits).
 */
export function rawMember(json: string, names: readonly string[]): string | undefined {
  const [name, ...inner] = names;
  if (name === undefined) return json;
  const start = skipBlanks(json, 0);
  if (json[start] !== "{") return undefined;
  let found: string | undefined;
  for (let at = skipBlanks(json, start + 1); json[at] === '"';) {
    const nameEnd = endOfString(json, at);
    const valueStart = skipBlanks(json, skipBlanks(json, nameEnd) + 1);
    const valueEnd = endOfValue(json, valueStart);
    // Of a name that comes twice the last counts, as it does where JSON is parsed.
    if (JSON.parse(json.slice(at, nameEnd)) === name) found = json.slice(valueStart, valueEnd);
    at = skipBlanks(json, skipBlanks(json, valueEnd) + 1);
  }
  return found === undefined ? undefined : rawMember(found, inner);
}

function skipBlanks(json: string, from: number): number {
  let at = from;
  while (/^[ \t\r\n]$/.test(json.charAt(at))) at += 1;
  return at;
}

function endOfValue(json: string, start: number): number {
  const first = json[start];
  if (first === '"') return endOfString(json, start);
  if (first === "{" || first === "[") return endOfContainer(json, start);
  const end = /[\s,\]}]/g;
  end.lastIndex = start;
  return end.exec(json)?.index ?? json.length;
}

function endOfContainer(json: string, start: number): number {
  const marks = /["{}[\]]/g;
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(json); mark !== null; mark = marks.exec(json)) {
    const [sign] = mark;
    if (sign === '"') marks.lastIndex = endOfString(json, mark.index);
    else depth += sign === "{" || sign === "[" ? 1 : -1;
    if (depth === 0) return mark.index + 1;
  }
  return json.length;
}

/** Behind the quotation mark that no backslash takes its meaning from. */
function endOfString(json: string, start: number): number {
  let quote = json.indexOf('"', start + 1);
  while (quote !== -1 && isEscaped(json, quote)) quote = json.indexOf('"', quote + 1);
  return quote === -1 ? json.length : quote + 1;
}

function isEscaped(json: string, at: number): boolean {
  let slashes = 0;
  while (json[at - 1 - slashes] === "\\") slashes += 1;
  return slashes % 2 === 1;
}
