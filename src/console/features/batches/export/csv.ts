/** What a spreadsheet takes for the beginning of a formula. */
const FORMULA_START = /^[=+\-@]/;

/** What has to stand in quotes by RFC 4180. */
const NEEDS_QUOTES = /[",\r\n]/;

/** One record of a CSV file with its line end. Null is an empty field. */
export function csvRecord(cells: readonly (string | number | null)[]): string {
  return `${cells.map((cell) => csvField(cell)).join(",")}\r\n`;
}

function csvField(cell: string | number | null): string {
  if (cell === null) return "";
  const text = typeof cell === "number" ? String(cell) : withoutFormula(cell);
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A text that a spreadsheet would run gets an apostrophe before it and so stays a text. */
export function withoutFormula(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}
