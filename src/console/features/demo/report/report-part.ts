/** A part of a report, in the few forms that both HTML and Markdown have. */
export type ReportPart =
  | { kind: "heading"; text: string }
  | { kind: "text"; text: string }
  | { kind: "facts"; rows: readonly (readonly [string, string])[] }
  | { kind: "table"; label: string; head: readonly string[]; rows: readonly (readonly string[])[] }
  | { kind: "timeline" };
