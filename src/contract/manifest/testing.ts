import type { ManifestIssue } from "./issues.ts";
import type { ManifestItem } from "./item.ts";
import type { ManifestOptions } from "./options.ts";
import type { ManifestSummary } from "./summary.ts";
import { createManifestValidator } from "./validator.ts";

/** Everything the validator said of an input. */
export interface Judgement {
  issues: ManifestIssue[];
  items: ManifestItem[];
  summary: ManifestSummary;
}

/** Judges bytes that come in the given chunks. */
export function judgeChunks(
  chunks: Iterable<Uint8Array>,
  options: ManifestOptions = {},
): Judgement {
  const issues: ManifestIssue[] = [];
  const items: ManifestItem[] = [];
  const validator = createManifestValidator({
    ...options,
    onIssue: (issue) => issues.push(issue),
    onItem: ({ read }) => items.push(read()),
  });
  for (const chunk of chunks) validator.push(chunk);
  return { issues, items, summary: validator.end() };
}

/** Judges a whole input at once; a list stands for lines, and objects in it for their JSON. */
export function judge(
  input: string | Uint8Array | readonly unknown[],
  options: ManifestOptions = {},
): Judgement {
  if (input instanceof Uint8Array) return judgeChunks([input], options);
  const lines = typeof input === "string" ? [input] : input.map((line) => `${asLine(line)}\n`);
  return judgeChunks([bytesOf(lines.join(""))], options);
}

/** The issues as "line code path", short enough to compare at a glance. */
export function brief(issues: readonly ManifestIssue[]): string[] {
  return issues.map(({ line, code, path }) =>
    path === undefined ? `${line} ${code}` : `${line} ${code} ${path}`,
  );
}

/** A good native line, with fields replaced or, where undefined, left out. */
export function native(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    customer_item_id: "item-1",
    operation: "responses",
    model: "gpt-4o-mini",
    input: { messages: [{ role: "user", content: "Name a river." }] },
    ...fields,
  };
}

/** A good OpenAI Batch line, with fields replaced or, where undefined, left out. */
export function openaiBatch(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    custom_id: "item-1",
    method: "POST",
    url: "/v1/chat/completions",
    body: { model: "gpt-4o-mini", messages: [{ role: "user", content: "Name a river." }] },
    ...fields,
  };
}

/** UTF-8. */
export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function asLine(line: unknown): string {
  return typeof line === "string" ? line : JSON.stringify(line);
}
