/** How a language writes what JSON writes otherwise. */
export interface LiteralDialect {
  true: string;
  false: string;
  null: string;
  /** A name of an object's entry. */
  key(name: string): string;
  indent: string;
  /** Between a brace and an entry on the same line. */
  padding: string;
  /** After the last of the entries that stand on lines of their own. */
  lastComma: "," | "";
}

/** JSON itself. */
export const JSON_DIALECT: LiteralDialect = {
  true: "true",
  false: "false",
  null: "null",
  key: stringLiteral,
  indent: "  ",
  padding: " ",
  lastComma: "",
};

/** Values up to this length stay on one line. */
const ONE_LINE = 60;

/**
 * Characters that may stand in a JSON string and are better seen: controls, invisible marks, and those that turn the
 * direction of text around, so that a snippet would read otherwise than it runs.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A string as JSON, JavaScript and Python all read it alike. */
export function stringLiteral(text: string): string {
  return JSON.stringify(text).replace(UNSEEN, escaped);
}

/** Each half of a pair by itself, as JSON has it. */
function escaped(characters: string): string {
  const units = Array.from({ length: characters.length }, (_, at) => characters.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

/** A JSON value in a language's own notation, indented as the line that it begins on. */
export function valueLiteral(value: unknown, dialect: LiteralDialect, margin = ""): string {
  if (value === null) return dialect.null;
  if (typeof value === "boolean") return value ? dialect.true : dialect.false;
  if (typeof value === "string") return stringLiteral(value);
  if (typeof value !== "object") return JSON.stringify(value);
  const inner = margin + dialect.indent;
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const entries = Array.isArray(value)
    ? value.map((item) => valueLiteral(item, dialect, inner))
    : Object.entries(value).map(
        ([name, item]) => `${dialect.key(name)}: ${valueLiteral(item, dialect, inner)}`,
      );
  if (entries.length === 0) return open + close;
  const space = open === "{" ? dialect.padding : "";
  const line = `${open}${space}${entries.join(", ")}${space}${close}`;
  if (line.length <= ONE_LINE && !line.includes("\n")) return line;
  const lines = entries.map((entry) => inner + entry).join(",\n");
  return `${open}\n${lines}${dialect.lastComma}\n${margin}${close}`;
}
