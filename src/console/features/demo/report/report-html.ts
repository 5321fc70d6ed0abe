import { escapeHtml } from "./escape-html.ts";
import type { ReportDocument } from "./report-document.ts";
import type { ReportPart } from "./report-part.ts";

/** All in one file: it is mailed, opened from a disk, and printed. */
const STYLE = `
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 52rem; padding: 2.5rem 1.5rem; background: #fff; color: #1b1b18;
  font: 14px/1.45 Inter, system-ui, sans-serif; }
h1 { margin: 0; font-size: 24px; letter-spacing: -0.015em; }
h2 { margin: 2rem 0 0.5rem; font-size: 15px; break-after: avoid; }
.lead { margin: 0.25rem 0 1.5rem; font-size: 16px; color: #52524b; }
table { width: 100%; border-collapse: collapse; font-size: 12px; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; color: #52524b; }
th, td { padding: 5px 12px 5px 0; border-bottom: 1px solid #e4e4dd; vertical-align: top; overflow-wrap: anywhere; }
tr { break-inside: avoid; }
dl { display: grid; grid-template-columns: 9rem 1fr; gap: 4px 16px; margin: 0.75rem 0; font-variant-numeric: tabular-nums; }
dt { color: #66665e; }
dd { margin: 0; overflow-wrap: anywhere; }
svg { display: block; margin: 0.5rem 0; font: 11px system-ui, sans-serif; fill: #52524b; }
footer { margin-top: 2.5rem; border-top: 1px solid #e4e4dd; padding-top: 0.75rem; font-size: 12px; color: #66665e; }
@media print { body { padding: 0; max-width: none; } @page { margin: 18mm; } }
`;

function cells(tag: "th" | "td", texts: readonly string[]): string {
  return texts.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join("");
}

function partHtml(part: ReportPart, timeline: string): string {
  switch (part.kind) {
    case "heading":
      return `<h2>${escapeHtml(part.text)}</h2>`;
    case "text":
      return `<p>${escapeHtml(part.text)}</p>`;
    case "facts":
      return `<dl>${part.rows
        .map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`)
        .join("")}</dl>`;
    case "table":
      return `<table><thead><tr>${cells("th", part.head)}</tr></thead><tbody>${part.rows
        .map((row) => `<tr>${cells("td", row)}</tr>`)
        .join("")}</tbody></table>`;
    case "timeline":
      return timeline;
  }
}

/** A report as one HTML file that refers to nothing outside of itself; `timeline` is SVG. */
export function reportHtml(report: ReportDocument, timeline: string): string {
  return [
    "<!doctype html>",
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(report.title)} · Batchrouter run report</title>`,
    `<style>${STYLE}</style></head><body>`,
    `<header><h1>${escapeHtml(report.title)}</h1><p class="lead">${escapeHtml(report.lead)}</p></header>`,
    "<main>",
    ...report.parts.map((part) => partHtml(part, timeline)),
    "</main>",
    "<footer>Batchrouter run report. Keys, tokens and signing secrets are not in it.</footer>",
    "</body></html>",
    "",
  ].join("\n");
}
