/** Every kind of fault the validator names, once. */
export const MANIFEST_ISSUE_CODES = [
  "blank_line",
  "duplicate_id",
  "empty_file",
  "file_too_large",
  "invalid_json",
  "invalid_type",
  "invalid_utf8",
  "invalid_value",
  "line_too_long",
  "missing_field",
  "mixed_formats",
  "not_an_object",
  "too_deep",
  "too_many_groups",
  "too_many_issues",
  "too_many_lines",
  "unknown_field",
  "unknown_format",
  "unknown_model",
  "unsupported_operation",
  "unsupported_url",
] as const;

/** One kind of fault. */
export type ManifestIssueCode = (typeof MANIFEST_ISSUE_CODES)[number];

/** One fault of an input: what is wrong, where, and the likely fix. */
export interface ManifestIssue {
  code: ManifestIssueCode;
  message: string;
  /** Counted from 1; of inline items, the position in the list counted from 1. */
  line: number;
  /** The JSON path of the fault inside the line, such as `input.messages[0].role`. */
  path?: string;
  /** The line's id under either format, where it could be read. */
  customer_item_id?: string;
}

/** How a check says that something is wrong; an empty path means the line as a whole. */
export type ReportIssue = (code: ManifestIssueCode, path: string, message: string) => void;

const MAX_QUOTED_LENGTH = 60;

/** A value as it is shown in a message: JSON, on one line, cut to a readable length. */
export function quoted(text: string): string {
  const shown = text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH)}…` : text;
  return JSON.stringify(shown);
}

/** The path of a field of an object, in brackets where its name is not a plain word. */
export function fieldPath(parent: string, name: string): string {
  if (!/^[A-Za-z_]\w{0,63}$/.test(name)) return `${parent}[${quoted(name)}]`;
  return parent === "" ? name : `${parent}.${name}`;
}

/** What a parsed value is, in the words of a message: "a string", "a list", "missing". */
export function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return typeof value === "boolean" ? `${value}` : `a ${typeof value}`;
}
