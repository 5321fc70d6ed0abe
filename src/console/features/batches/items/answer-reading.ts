import type { ResultRow } from "#contract/batches.ts";
import { isRecord } from "#contract/manifest/prompt.ts";
import { plural } from "../../../format/plural.ts";
import { contentText } from "./input-reading.ts";

/** A success for the provider that may be none for the reader. */
export type AnswerFlag = "truncated" | "refused" | "empty";

export const FLAG_WORDS: Readonly<Record<AnswerFlag, string>> = {
  truncated:
    "Stopped at the token limit: the answer ends in the middle. Raise max_output_tokens and run it again.",
  refused:
    "The model declined. It counts as a success of the provider, and its tokens are charged.",
  empty: "The answer has no text in it.",
};

export interface AnswerReading {
  text: string;
  /** What the answer is when it is no text, such as "1 vector of 1,536 numbers". */
  instead: string | null;
  flags: readonly AnswerFlag[];
  /** The provider's own word for why it stopped. */
  finish: string | null;
  model: string | null;
  usage: { input: number; output: number; total: number } | null;
}

const NO_ANSWER: AnswerReading = {
  text: "",
  instead: null,
  flags: [],
  finish: null,
  model: null,
  usage: null,
};

/** A result as people read it, whichever of the provider's forms it has. Never throws; what it does not know stays raw. */
export function readAnswer({ response }: Pick<ResultRow, "response">): AnswerReading {
  const body = response?.body;
  if (!isRecord(body)) return NO_ANSWER;
  const facts = { model: textOr(body.model), usage: usageOf(body.usage) };
  if (Array.isArray(body.choices)) return { ...facts, ...readChat(body.choices) };
  if (Array.isArray(body.output)) return { ...facts, ...readResponse(body, body.output) };
  if (Array.isArray(body.data))
    return { ...NO_ANSWER, ...facts, instead: embeddingWords(body.data) };
  return { ...NO_ANSWER, ...facts };
}

type Said = Pick<AnswerReading, "text" | "instead" | "flags" | "finish">;

function readChat(choices: readonly unknown[]): Said {
  const choice = choices.find((candidate) => isRecord(candidate));
  const message = isRecord(choice?.message) ? choice.message : {};
  const refusal = textOr(message.refusal);
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls : [];
  const finish = textOr(choice?.finish_reason);
  const text = refusal ?? contentText(message.content);
  return {
    text,
    instead: text === "" && calls.length > 0 ? plural(calls.length, "tool call") : null,
    flags: flagsOf({
      text,
      isTruncated: finish === "length",
      isRefused: refusal !== null || finish === "content_filter",
      isMeantEmpty: calls.length > 0,
    }),
    finish,
  };
}

function readResponse(body: Record<string, unknown>, output: readonly unknown[]): Said {
  const parts = output.flatMap(
    (entry) =>
      isRecord(entry) && Array.isArray(entry.content) ? (entry.content as unknown[]) : [], // unknown[] of any[]
  );
  const text = contentText(parts);
  const calls = output.filter((entry) => isRecord(entry) && entry.type === "function_call").length;
  const details = isRecord(body.incomplete_details) ? body.incomplete_details : {};
  return {
    text,
    instead: text === "" && calls > 0 ? plural(calls, "tool call") : null,
    flags: flagsOf({
      text,
      isTruncated: details.reason === "max_output_tokens",
      isRefused: parts.some((part) => isRecord(part) && part.type === "refusal"),
      isMeantEmpty: calls > 0,
    }),
    finish: textOr(details.reason) ?? textOr(body.status),
  };
}

interface FlagFacts {
  text: string;
  isTruncated: boolean;
  isRefused: boolean;
  isMeantEmpty: boolean;
}

function flagsOf({ text, isTruncated, isRefused, isMeantEmpty }: FlagFacts): AnswerFlag[] {
  const flags: AnswerFlag[] = [];
  if (isTruncated) flags.push("truncated");
  if (isRefused) flags.push("refused");
  else if (text.trim() === "" && !isMeantEmpty) flags.push("empty");
  return flags;
}

function embeddingWords(vectors: readonly unknown[]): string {
  const first = vectors.find((vector) => isRecord(vector));
  const embedding = first?.embedding;
  const size = Array.isArray(embedding) ? ` of ${plural(embedding.length, "number")}` : "";
  return `${plural(vectors.length, "vector")}${size}`;
}

function usageOf(usage: unknown): AnswerReading["usage"] {
  if (!isRecord(usage)) return null;
  const input = numberOr(usage.prompt_tokens ?? usage.input_tokens);
  const output = numberOr(usage.completion_tokens ?? usage.output_tokens);
  return { input, output, total: numberOr(usage.total_tokens) || input + output };
}

function numberOr(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function textOr(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
