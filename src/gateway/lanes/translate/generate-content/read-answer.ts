import { isRecord } from "#contract/manifest/prompt.ts";
import {
  answerText,
  countOf,
  errorOf,
  finishOf,
  recordOf,
  recordsOf,
  textOf,
  unreadable,
  type Answer,
  type AnswerPart,
  type AnswerUsage,
  type Choice,
} from "../answer.ts";
import type { Finish, UnreadableAnswer } from "../wire-form.ts";
import { readLogprobs } from "./read-logprobs.ts";

// https://ai.google.dev/api/generate-content (GenerateContentResponse)

const FINISHES = new Map<unknown, Finish>([
  ["STOP", "stop"],
  ["MAX_TOKENS", "length"],
  ["SAFETY", "content_filter"],
  ["RECITATION", "content_filter"],
  ["BLOCKLIST", "content_filter"],
  ["PROHIBITED_CONTENT", "content_filter"],
  ["SPII", "content_filter"],
  ["IMAGE_SAFETY", "content_filter"],
  ["IMAGE_PROHIBITED_CONTENT", "content_filter"],
  ["IMAGE_RECITATION", "content_filter"],
]);

/**
 * Reads a `GenerateContentResponse`. A prompt that was blocked is answered by an empty, filtered choice; a candidate
 * that ended for another reason than those above, such as a call that is no call, holds no answer.
 */
export function readGenerateContentAnswer(value: unknown): Answer | UnreadableAnswer {
  if (!isRecord(value)) return unreadable("The answer is no object.");
  const id = textOf(value.responseId) ?? null;
  const choices: Choice[] = [];
  for (const candidate of recordsOf(value.candidates)) {
    const stated = FINISHES.get(candidate.finishReason);
    if (stated === undefined)
      return unreadable(
        textOf(candidate.finishMessage) ?? "A candidate ended for a reason that leaves no answer.",
        textOf(candidate.finishReason) ?? null,
      );
    const parts = readParts(candidate, `${id ?? "call"}_${choices.length}`);
    choices.push({ parts, finish: finishOf(parts, stated) });
  }
  const isBlocked = textOf(recordOf(value.promptFeedback).blockReason) !== undefined;
  if (choices.length === 0 && isBlocked) choices.push({ parts: [], finish: "content_filter" });
  if (choices.length === 0) return errorOf(value) ?? unreadable("The answer has no candidate.");
  return {
    id,
    created_at: createdAt(value.createTime),
    model: textOf(value.modelVersion) ?? null,
    choices,
    usage: readUsage(value.usageMetadata),
  };
}

function readParts(candidate: Readonly<Record<string, unknown>>, prefix: string): AnswerPart[] {
  const parts = recordsOf(recordOf(candidate.content).parts).flatMap((part, index) =>
    readPart(part, `${prefix}_${index}`),
  );
  const logprobs = readLogprobs(candidate.logprobsResult);
  const text = parts.find((part) => part.type === "text");
  if (text !== undefined) text.logprobs = logprobs;
  return parts;
}

function readPart(part: Readonly<Record<string, unknown>>, callId: string): AnswerPart[] {
  const text = textOf(part.text);
  if (text !== undefined)
    return [part.thought === true ? { type: "thought", text } : answerText(text)];
  if (!isRecord(part.functionCall)) return [];
  const { id, name, args } = part.functionCall;
  return [
    {
      type: "tool_call",
      call_id: textOf(id) ?? callId,
      name: textOf(name) ?? "",
      arguments: JSON.stringify(args ?? {}),
    },
  ];
}

function createdAt(value: unknown): number | null {
  const milliseconds = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(milliseconds) ? null : Math.floor(milliseconds / 1_000);
}

/** Counts that are zero are left out by the provider, but no prompt is without tokens. */
function readUsage(value: unknown): AnswerUsage | null {
  const usage = recordOf(value);
  if (countOf(usage.promptTokenCount) === undefined) return null;
  const count = (name: string) => countOf(usage[name]) ?? 0;
  const thought_tokens = count("thoughtsTokenCount");
  return {
    input_tokens: count("promptTokenCount") + count("toolUsePromptTokenCount"),
    cached_input_tokens: count("cachedContentTokenCount"),
    output_tokens: count("candidatesTokenCount") + thought_tokens,
    thought_tokens,
  };
}
