/** Stands for a shell variable within a text until the text is written out; these two characters have no other use. */
const OPEN = "\uE000";
const CLOSE = "\uE001";
const MARKED = /\uE000(\w+)\uE001/g;

/** A mark that `shellDoubleQuoted` and `hereDocument` write as `${name}`. */
export function variableMark(name: string): string {
  return OPEN + name + CLOSE;
}

/** Every variable that a text is marked with. */
export function markedVariables(text: string): string[] {
  return Array.from(text.matchAll(MARKED), ([, name = ""]) => name);
}

/** Puts marks in the place of values; a longer value goes before one that it contains. */
export function markValues(text: string, names: ReadonlyMap<string, string>): string {
  const values = [...names.keys()].toSorted((a, b) => b.length - a.length);
  if (values.length === 0) return text;
  const pattern = new RegExp(values.map((value) => escapedPattern(value)).join("|"), "g");
  return text.replace(pattern, (value) => variableMark(names.get(value) ?? ""));
}

const withVariables = (escaped: string): string => escaped.replace(MARKED, "${$1}");

/** A text in double quotes, in which the shell reads nothing but the marked variables. */
export function shellDoubleQuoted(text: string): string {
  return `"${withVariables(text.replace(/["$`\\]/g, "\\$&"))}"`;
}

/** The lines of an unquoted here-document, in which the shell reads nothing but the marked variables. */
export function hereDocument(text: string, end: string): string {
  return `<<${end}\n${withVariables(text.replace(/[$`\\]/g, "\\$&"))}\n${end}`;
}

/** A text on one line of comment: whatever stands in it, it cannot end the comment. */
export function shellComment(text: string): string {
  return `# ${text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")}`;
}

function escapedPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
