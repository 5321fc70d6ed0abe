import { isRecord } from "#contract/manifest/prompt.ts";
import { mapTexts, setField } from "./json-edits.ts";

/** One change for many lines. */
export type BulkChange =
  | { kind: "model"; model: string }
  | { kind: "max_output_tokens"; tokens: number }
  | { kind: "replace"; find: string; replacement: string };

/** A line after a change, all else of it kept byte for byte; a line that is no JSON object stays as it is. */
export function changedLine(text: string, change: BulkChange): string {
  const line = parsed(text);
  if (line === undefined) return text;
  const isNative = line.body === undefined;
  switch (change.kind) {
    case "model":
      return setField(text, isNative ? ["model"] : ["body", "model"], change.model);
    case "max_output_tokens":
      return setField(text, isNative ? ["max_output_tokens"] : maximumOf(line), change.tokens);
    case "replace":
      return mapTexts(text, (value, path) =>
        isPrompt(path) ? value.replaceAll(change.find, () => change.replacement) : value,
      );
  }
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return isRecord(line) ? line : undefined;
  } catch {
    return undefined;
  }
}

/** The three names of three APIs for one thing: the one that is there, else the one that the line's API has. */
function maximumOf({ body, url }: Record<string, unknown>): string[] {
  const names = ["max_completion_tokens", "max_output_tokens", "max_tokens"];
  const stated = isRecord(body) ? names.find((name) => Object.hasOwn(body, name)) : undefined;
  const usual = url === "/v1/responses" ? "max_output_tokens" : "max_completion_tokens";
  return ["body", stated ?? usual];
}

const PROMPT_NAMES = new Set(["content", "text", "input", "instructions", "output"]);

/** Whether a text is part of what is asked: not a role, a tool's name or metadata. */
function isPrompt(path: readonly string[]): boolean {
  const isInside = path[0] === "input" || path[0] === "body";
  return path.length > 1 && isInside && PROMPT_NAMES.has(path.at(-1) ?? "");
}
