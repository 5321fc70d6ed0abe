import type { ReportDocument } from "./report-document.ts";
import type { ReportPart } from "./report-part.ts";

/** Text as it can stand in a cell: one line, and no bar that would end it. */
function cell(text: string): string {
  return text
    .replaceAll("\\", "\\\\")
    .replaceAll("|", "\\|")
    .replace(/\s*\n\s*/g, " ");
}

function row(texts: readonly string[]): string {
  return `| ${texts.map(cell).join(" | ")} |`;
}

function partMarkdown(part: ReportPart): string {
  switch (part.kind) {
    case "heading":
      return `## ${part.text}`;
    case "text":
      return part.text;
    case "facts":
      return part.rows.map(([name, value]) => `- ${name}: ${cell(value)}`).join("\n");
    case "table":
      return [row(part.head), row(part.head.map(() => "---")), ...part.rows.map(row)].join("\n");
    case "timeline":
      return "";
  }
}

/** A report as Markdown, without the picture. */
export function reportMarkdown(report: ReportDocument): string {
  const parts = report.parts.map(partMarkdown).filter((text) => text !== "");
  return `${[`# ${report.title}`, report.lead, ...parts].join("\n\n")}\n`;
}
