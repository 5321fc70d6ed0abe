import { expect, test } from "vitest";
import { standInText } from "../../../ui/stand-ins.ts";
import { reportDocument } from "./report-document.ts";
import { reportHtml } from "./report-html.ts";
import { reportMarkdown } from "./report-markdown.ts";
import { HOSTILE, SECRETS, testReportSource } from "./test-report.ts";
import { timelinePicture } from "./timeline-picture.ts";

const source = testReportSource();
const report = reportDocument(source);
// As the page hands them out.
const html = standInText(reportHtml(report, timelinePicture(source.batch)));
const markdown = standInText(reportMarkdown(report));

test.each([
  ["HTML", html],
  ["Markdown", markdown],
])("the report as %s holds no key, no secret, no address, no prompt and no answer", (_, text) => {
  for (const secret of [...Object.values(SECRETS), "ops@example.com"])
    expect(text).not.toContain(secret);
});

test.each([
  ["HTML", html],
  ["Markdown", markdown],
])("the report as %s holds the ids, the bill, the fingerprint and the failures", (_, text) => {
  const { batch, quote, deliveries } = source.batch;
  for (const fact of [batch.id, quote.quote_id, deliveries[0]?.id ?? "missing", "provider_429"])
    expect(text).toContain(fact);
  expect(text).toContain("0123 4567 89ab cdef, the same as the time before");
  expect(text).toContain("$0.0424");
  expect(text).toContain("Completed with failures: 1 of 2 answered, 1 failed.");
});

test("the HTML file refers to nothing outside of itself and runs nothing", () => {
  const tags = html.match(/<[a-z][^>]*>/gi) ?? [];
  expect(tags.length).toBeGreaterThan(50);
  for (const tag of tags) {
    expect(tag).not.toMatch(/^<(?:img|script|link|iframe|object|embed|form|base)\b/i);
    expect(tag).not.toMatch(/\s(?:src|href|srcset|action|style|on\w+)\s*=/i);
  }
  expect(html).not.toMatch(/@import|url\(/i);
});

test("text from outside stands in the HTML as text, in the picture as well", () => {
  expect(html).not.toContain("<img");
  expect(html).not.toContain("<b>");
  expect(html).toContain("&lt;img src=&quot;https://evil.example/x&quot;");
  expect(timelinePicture(source.batch)).toContain("&lt;img");
});

test("a Markdown table keeps its cells, whatever text is in them", () => {
  const [row = ""] = markdown.split("\n").filter((line) => line.startsWith("| provider_429"));
  // Bars that end a cell are those without a backslash before them.
  expect(row.match(/(?<!\\)\|/g)).toHaveLength(5);
  expect(row).toContain(HOSTILE.replaceAll("\\", "\\\\").replaceAll("|", "\\|"));
});

test("calls that read the same are one line, in which a 304 does not hide the answer", () => {
  const calls = report.parts.find((part) => part.kind === "table" && part.label === "Calls");
  expect(calls).toMatchObject({
    rows: [["GET", `/v1/batches/${source.batch.batch.id}`, "200", "2"]],
  });
});
