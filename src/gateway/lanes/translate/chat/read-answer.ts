import { isRecord } from "#contract/manifest/prompt.ts";
import {
  countOf,
  errorOf,
  finishOf,
  recordOf,
  recordsOf,
  textOf,
  unreadable,
  type Answer,
  type AnswerCall,
  type AnswerPart,
  type AnswerUsage,
  type Choice,
  type Citation,
} from "../answer.ts";
import type { Finish, UnreadableAnswer } from "../wire-form.ts";

// https://platform.openai.com/docs/api-reference/chat/object

const FINISHES = new Map<unknown, Finish>([
  ["stop", "stop"],
  ["length", "length"],
  ["tool_calls", "tool_calls"],
  ["function_call", "tool_calls"],
  ["content_filter", "content_filter"],
]);

/** Reads a `chat.completion` object; other servers' are read as far as they follow it. */
export function readChatAnswer(value: unknown): Answer | UnreadableAnswer {
  if (!isRecord(value)) return unreadable("The answer is no object.");
  const choices = recordsOf(value.choices).filter(({ message }) => isRecord(message));
  if (choices.length === 0)
    return errorOf(value) ?? unreadable("The answer has no choice with a message.");
  return {
    id: textOf(value.id) ?? null,
    created_at: countOf(value.created) ?? null,
    model: textOf(value.model) ?? null,
    choices: choices.map(readChoice),
    usage: readUsage(value.usage),
  };
}

function readChoice(choice: Readonly<Record<string, unknown>>, index: number): Choice {
  const message = recordOf(choice.message);
  const logprobs = recordOf(choice.logprobs);
  const parts: AnswerPart[] = [];
  // Not OpenAI's own, but what most servers of open models call the thoughts of theirs.
  const thought = textOf(message.reasoning_content) ?? textOf(message.reasoning);
  if (thought !== undefined) parts.push({ type: "thought", text: thought });
  const text = contentOf(message.content);
  if (text !== undefined)
    parts.push({
      type: "text",
      text,
      citations: citationsOf(message.annotations),
      logprobs: listOf(logprobs.content),
    });
  const refusal = textOf(message.refusal);
  if (refusal !== undefined)
    parts.push({ type: "refusal", refusal, logprobs: listOf(logprobs.refusal) });
  parts.push(...callsOf(message, index));
  return { parts, finish: finishOf(parts, FINISHES.get(choice.finish_reason) ?? "stop") };
}

function contentOf(content: unknown): string | undefined {
  if (!Array.isArray(content)) return typeof content === "string" ? content : undefined;
  return recordsOf(content)
    .map((part) => textOf(part.text) ?? "")
    .join("");
}

function callsOf(message: Readonly<Record<string, unknown>>, choice: number): AnswerCall[] {
  const older = isRecord(message.function_call) ? [{ function: message.function_call }] : [];
  return [...recordsOf(message.tool_calls), ...older].map(
    (call: Record<string, unknown>, index) => {
      const called = recordOf(call.function);
      const { arguments: stated = {} } = called;
      return {
        type: "tool_call",
        call_id: textOf(call.id) ?? `call_${choice}_${index}`,
        name: textOf(called.name) ?? "",
        arguments: typeof stated === "string" ? stated : JSON.stringify(stated),
      };
    },
  );
}

function citationsOf(annotations: unknown): Citation[] {
  return recordsOf(annotations).flatMap(({ url_citation }) => {
    if (!isRecord(url_citation)) return [];
    const { start_index, end_index, title, url } = url_citation;
    return [
      {
        start_index: countOf(start_index) ?? 0,
        end_index: countOf(end_index) ?? 0,
        title: textOf(title) ?? "",
        url: textOf(url) ?? "",
      },
    ];
  });
}

function listOf(value: unknown): unknown[] | null {
  return Array.isArray(value) ? value : null;
}

function readUsage(value: unknown): AnswerUsage | null {
  const usage = recordOf(value);
  const input_tokens = countOf(usage.prompt_tokens);
  const output_tokens = countOf(usage.completion_tokens);
  if (input_tokens === undefined || output_tokens === undefined) return null;
  return {
    input_tokens,
    cached_input_tokens: countOf(recordOf(usage.prompt_tokens_details).cached_tokens) ?? 0,
    output_tokens,
    thought_tokens: countOf(recordOf(usage.completion_tokens_details).reasoning_tokens) ?? 0,
  };
}
