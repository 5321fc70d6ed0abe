import { membersOf } from "#contract/manifest/repairs-members.ts";

/**
 * A JSON object's text with one field of it set, all other bytes kept: a number of thirty digits does not survive being
 * parsed and written. Objects on the way that are missing are made. The text must be a JSON object.
 */
export function setField(text: string, path: readonly string[], value: string | number): string {
  const [name, ...rest] = path;
  if (name === undefined) return JSON.stringify(value);
  // Of a field that is written twice a reader takes the last.
  const member = membersOf(text).findLast((known) => known.name === name);
  if (member !== undefined) {
    const inner = rest.length > 0 && !member.text.startsWith("{") ? "{}" : member.text;
    const written = setField(inner, rest, value);
    return text.slice(0, member.valueStart) + written + text.slice(member.valueEnd);
  }
  const written = `${JSON.stringify(name)}:${setField("{}", rest, value)}`;
  const end = text.lastIndexOf("}");
  const before = text.slice(0, end).trimEnd();
  return `${before}${before.endsWith("{") ? "" : ","}${written}${text.slice(end)}`;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/gs;

interface Container {
  isArray: boolean;
  /** The names that lead to what stands in it now. */
  path: readonly string[];
  /** An object's next string is a name. */
  expectsName: boolean;
}

/**
 * A JSON text with its string values put through `change`, which is told by which names each is reached; entries of a list
 * go by the list's. All other bytes are kept.
 */
export function mapTexts(
  json: string,
  change: (value: string, path: readonly string[]) => string,
): string {
  const open: Container[] = [];
  let name: readonly string[] = [];
  return json.replace(TOKEN, (token) => {
    const inside = open.at(-1);
    const here = inside === undefined || inside.isArray ? (inside?.path ?? []) : name;
    if (token === "{" || token === "[") {
      open.push({ isArray: token === "[", path: here, expectsName: token === "{" });
    } else if (token === "}" || token === "]") {
      open.pop();
    } else if (token === ",") {
      if (inside !== undefined) inside.expectsName = !inside.isArray;
    } else if (token !== ":") {
      const text: unknown = JSON.parse(token);
      if (inside?.expectsName === true) {
        inside.expectsName = false;
        name = [...inside.path, String(text)];
        return token;
      }
      const changed = change(String(text), here);
      return changed === text ? token : JSON.stringify(changed);
    }
    return token;
  });
}

/** A JSON text on one line: blanks between its parts are left out, and every other byte is kept. */
export function onOneLine(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"?|\s+/gs, (part) => (part.startsWith('"') ? part : ""));
}
