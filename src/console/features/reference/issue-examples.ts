import {
  MANIFEST_ISSUE_CODES,
  type ManifestIssue,
  type ManifestIssueCode,
} from "#contract/manifest/issues.ts";
import type { ManifestOperation } from "#contract/manifest/line-format.ts";
import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import { createManifestValidator } from "#contract/manifest/validator.ts";

/** An input that has one kind of fault. */
interface Faulty {
  text: string | Uint8Array;
  /** For faults that only a huge input has: the limit that is drawn close to show them. */
  drawnLimit?: "maxLines" | "maxFileBytes";
}

const KNOWN_MODELS: ReadonlyMap<string, readonly ManifestOperation[]> = new Map([
  ["gpt-4o-mini", ["responses", "vision"]],
  ["text-embedding-3-small", ["embeddings"]],
]);

function line(fields: Record<string, unknown> = {}): string {
  return JSON.stringify({
    customer_item_id: "item-1",
    operation: "responses",
    model: "gpt-4o-mini",
    input: { input: "Name a river." },
    ...fields,
  });
}

/** Lines that differ in their id, and in what else is said of each. */
function lines(count: number, fieldsOf: (at: number) => Record<string, unknown>): string {
  return Array.from({ length: count }, (_, at) =>
    line({ customer_item_id: `item-${at + 1}`, ...fieldsOf(at) }),
  ).join("\n");
}

function nested(levels: number): unknown {
  return levels === 0 ? {} : { a: nested(levels - 1) };
}

const { maxLineBytes, maxDepth, maxGroups, maxIssuesPerLine, maxModelOptions } = MANIFEST_LIMITS;

/** Combinations of two of a few models: as many different groups as one likes. */
function groupFields(at: number): Record<string, unknown> {
  const options = Array.from({ length: maxModelOptions }, (_, bit) => `model-${bit}`);
  return { model: "gpt-4o-mini", model_options: options.filter((_, bit) => (at >> bit) & 1) };
}

const FAULTY: Readonly<Record<ManifestIssueCode, () => Faulty>> = {
  blank_line: () => ({ text: `${line()}\n\n` }),
  duplicate_id: () => ({ text: `${line()}\n${line()}` }),
  empty_file: () => ({ text: "" }),
  file_too_large: () => ({ text: line(), drawnLimit: "maxFileBytes" }),
  invalid_json: () => ({ text: `${line().slice(0, -1)},}` }),
  invalid_type: () => ({ text: line({ customer_item_id: 42 }) }),
  invalid_utf8: () => ({ text: Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d) }),
  invalid_value: () => ({ text: line({ temperature: 9 }) }),
  line_too_long: () => ({ text: line({ metadata: { note: "x".repeat(maxLineBytes) } }) }),
  missing_field: () => ({ text: line({ model: undefined }) }),
  mixed_formats: () => ({
    text: `${line()}\n${JSON.stringify({ custom_id: "a", method: "POST", url: "/v1/embeddings", body: {} })}`,
  }),
  not_an_object: () => ({ text: '["item-1"]' }),
  too_deep: () => ({ text: line({ metadata: nested(maxDepth) }) }),
  too_many_groups: () => ({ text: lines(maxGroups + 1, groupFields) }),
  too_many_issues: () => ({
    text: line(
      Object.fromEntries(Array.from({ length: maxIssuesPerLine + 1 }, (_, at) => [`x${at}`, 1])),
    ),
  }),
  too_many_lines: () => ({ text: `${line()}\n\n`, drawnLimit: "maxLines" }),
  unknown_field: () => ({ text: line({ max_ouput_tokens: 100 }) }),
  unknown_format: () => ({ text: '{"prompt":"Name a river."}' }),
  unknown_model: () => ({ text: line({ model: "gpt-4o-mnii" }) }),
  unsupported_operation: () => ({ text: line({ operation: "embeddings" }) }),
  unsupported_url: () => ({
    text: JSON.stringify({
      custom_id: "item-1",
      method: "POST",
      url: "/v1/images/generations",
      body: { model: "gpt-4o-mini" },
    }),
  }),
};

/** A kind of fault, and what the validator itself says of an input that has it. */
export interface IssueExample {
  code: ManifestIssueCode;
  message: string;
  path: string | undefined;
}

/** Every kind of fault with a message of the validator's own. */
export function issueExamples(): IssueExample[] {
  return MANIFEST_ISSUE_CODES.map((code) => {
    const issue = issuesOf(code).find((one) => one.code === code);
    return { code, message: issue?.message ?? "", path: issue?.path };
  });
}

const DRAWN = 1;

function issuesOf(code: ManifestIssueCode): ManifestIssue[] {
  const { text, drawnLimit } = FAULTY[code]();
  const issues: ManifestIssue[] = [];
  const isAboutModels = code === "unknown_model" || code === "unsupported_operation";
  const validator = createManifestValidator({
    ...(isAboutModels ? { knownModels: KNOWN_MODELS } : {}),
    ...(drawnLimit === undefined ? {} : { limits: { [drawnLimit]: DRAWN } }),
    onIssue: (issue) => issues.push(issue),
  });
  validator.push(typeof text === "string" ? new TextEncoder().encode(text) : text);
  validator.end();
  if (drawnLimit === undefined) return issues;
  // The words with the limit that really holds.
  const real = MANIFEST_LIMITS[drawnLimit].toLocaleString("en-US");
  return issues.map((issue) => ({
    ...issue,
    message: issue.message.replace(`more than ${DRAWN} `, `more than ${real} `),
  }));
}
