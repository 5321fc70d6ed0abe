/** A piece of printed JSON; `text` is what could not be read as JSON, given as it came. */
export type JsonToken = {
  kind: "key" | "string" | "number" | "literal" | "punctuation" | "text";
  text: string;
};

/** Where printing stops: so many values, or so many characters. */
export type JsonLimits = { nodes: number; characters: number };

/** Printed JSON, up to the limits. */
export type PrettyJson = {
  tokens: JsonToken[];
  /** There was more than the limits let through. */
  isCut: boolean;
};

/** Deeper levels are not indented further: ten thousand of them would print millions of spaces. */
const DEEPEST_INDENT = 40;
const blank = /\s*/y;
const scalar = /[^\s,:[\]{}"]+/y;

/**
 * Prints JSON text with two spaces a level, token by token, without parsing it: figures keep every digit, keys their
 * order and doubles, and work stops at the limits. Broken text is printed as far as it can be read, the rest as it is.
 */
export function prettyJson(source: string, limits: JsonLimits): PrettyJson {
  const tokens: JsonToken[] = [];
  let position = 0;
  let depth = 0;
  let nodes = 0;
  let characters = 0;

  const put = (kind: JsonToken["kind"], text: string) => {
    tokens.push({ kind, text });
    characters += text.length;
  };
  const skipBlank = () => {
    blank.lastIndex = position;
    blank.exec(source);
    position = blank.lastIndex;
  };
  const newLine = () => `\n${"  ".repeat(Math.min(depth, DEEPEST_INDENT))}`;

  for (skipBlank(); position < source.length; skipBlank()) {
    if (nodes >= limits.nodes || characters >= limits.characters) return { tokens, isCut: true };
    const character = source.charAt(position);
    if (character === "{" || character === "[") {
      nodes += 1;
      position += 1;
      skipBlank();
      const closing = character === "{" ? "}" : "]";
      if (source.charAt(position) === closing) {
        position += 1;
        put("punctuation", character + closing);
      } else {
        depth += 1;
        put("punctuation", character + newLine());
      }
    } else if (character === "}" || character === "]") {
      position += 1;
      depth = Math.max(0, depth - 1);
      put("punctuation", newLine() + character);
    } else if (character === ",") {
      position += 1;
      put("punctuation", `,${newLine()}`);
    } else if (character === ":") {
      position += 1;
      put("punctuation", ": ");
    } else {
      const text = character === '"' ? stringAt(source, position) : scalarAt(source, position);
      position += text.length;
      skipBlank();
      const kind = kindOf(text, source.charAt(position) === ":");
      if (kind !== "key") nodes += 1;
      const room = limits.characters - characters;
      if (text.length > room) {
        put(kind, `${text.slice(0, room)}…`);
        return { tokens, isCut: true };
      }
      put(kind, text);
    }
  }
  return { tokens, isCut: false };
}

/** From the opening quote to the closing one; to the end of the text when it is never closed. */
function stringAt(source: string, start: number): string {
  let end = source.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(source, end)) end = source.indexOf('"', end + 1);
  return end === -1 ? source.slice(start) : source.slice(start, end + 1);
}

function isEscaped(source: string, quote: number): boolean {
  let slashes = 0;
  while (source.charAt(quote - 1 - slashes) === "\\") slashes += 1;
  return slashes % 2 === 1;
}

function scalarAt(source: string, start: number): string {
  scalar.lastIndex = start;
  return scalar.exec(source)?.[0] ?? source.charAt(start);
}

function kindOf(text: string, isBeforeColon: boolean): JsonToken["kind"] {
  if (text.startsWith('"')) {
    if (!text.endsWith('"') || text.length === 1) return "text";
    return isBeforeColon ? "key" : "string";
  }
  if (text === "true" || text === "false" || text === "null") return "literal";
  return /^-?\d/.test(text) ? "number" : "text";
}
