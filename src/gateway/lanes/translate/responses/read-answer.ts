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
  type Citation,
} from "../answer.ts";
import type { Finish, UnreadableAnswer } from "../wire-form.ts";

// https://platform.openai.com/docs/api-reference/responses/object

/** Reads a `response` object that is done; one that failed, was cancelled or still goes on holds no answer. */
export function readResponsesAnswer(value: unknown): Answer | UnreadableAnswer {
  if (!isRecord(value)) return unreadable("The answer is no object.");
  const { status = "completed" } = value;
  if (status !== "completed" && status !== "incomplete")
    return (
      errorOf(value) ?? unreadable(`The response is ${textOf(status) ?? "in no known state"}.`)
    );
  if (!Array.isArray(value.output))
    return errorOf(value) ?? unreadable("The response has no output.");
  const parts = recordsOf(value.output).flatMap(readItem);
  const finish = finishOf(parts, status === "completed" ? "stop" : reasonOf(value));
  return {
    id: textOf(value.id) ?? null,
    created_at: countOf(value.created_at) ?? null,
    model: textOf(value.model) ?? null,
    choices: [{ parts, finish }],
    usage: readUsage(value.usage),
  };
}

/** Why a response is incomplete; the form knows no third reason. */
function reasonOf(response: Readonly<Record<string, unknown>>): Finish {
  const { reason } = recordOf(response.incomplete_details);
  return reason === "content_filter" ? "content_filter" : "length";
}

function readItem(item: Readonly<Record<string, unknown>>, index: number): AnswerPart[] {
  if (item.type === "message") return recordsOf(item.content).flatMap(readPart);
  if (item.type === "reasoning") {
    const shown = [...recordsOf(item.content), ...recordsOf(item.summary)];
    return shown.flatMap((part) => {
      const text = textOf(part.text);
      return text === undefined ? [] : [{ type: "thought" as const, text }];
    });
  }
  if (item.type !== "function_call") return [];
  return [
    {
      type: "tool_call",
      call_id: textOf(item.call_id) ?? `call_${index}`,
      name: textOf(item.name) ?? "",
      arguments: textOf(item.arguments) ?? "",
    },
  ];
}

function readPart(part: Readonly<Record<string, unknown>>): AnswerPart[] {
  if (part.type === "refusal")
    return [{ type: "refusal", refusal: textOf(part.refusal) ?? "", logprobs: null }];
  if (part.type !== "output_text") return [];
  // The form lists none as an empty list.
  const logprobs = Array.isArray(part.logprobs) && part.logprobs.length > 0 ? part.logprobs : null;
  const citations = recordsOf(part.annotations).flatMap(readCitation);
  return [{ ...answerText(textOf(part.text) ?? ""), citations, logprobs }];
}

function readCitation(annotation: Readonly<Record<string, unknown>>): Citation[] {
  if (annotation.type !== "url_citation") return [];
  return [
    {
      start_index: countOf(annotation.start_index) ?? 0,
      end_index: countOf(annotation.end_index) ?? 0,
      title: textOf(annotation.title) ?? "",
      url: textOf(annotation.url) ?? "",
    },
  ];
}

function readUsage(value: unknown): AnswerUsage | null {
  const usage = recordOf(value);
  const input_tokens = countOf(usage.input_tokens);
  const output_tokens = countOf(usage.output_tokens);
  if (input_tokens === undefined || output_tokens === undefined) return null;
  return {
    input_tokens,
    cached_input_tokens: countOf(recordOf(usage.input_tokens_details).cached_tokens) ?? 0,
    output_tokens,
    thought_tokens: countOf(recordOf(usage.output_tokens_details).reasoning_tokens) ?? 0,
  };
}
