import { isRecord } from "#contract/manifest/prompt.ts";
import {
  answerText,
  countOf,
  errorOf,
  recordOf,
  recordsOf,
  textOf,
  unreadable,
  type Answer,
  type AnswerPart,
  type AnswerUsage,
} from "../answer.ts";
import type { Finish, UnreadableAnswer } from "../wire-form.ts";

// https://platform.claude.com/docs/en/api/messages (the answer), and …/build-with-claude/handling-stop-reasons

const FINISHES = new Map<unknown, Finish>([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["tool_use", "tool_calls"],
  // A classifier of the provider's broke the answer off: no refusal of the model's own, which ends its turn as any does.
  ["refusal", "content_filter"],
]);

/** Reads a `message` object; a turn that the provider paused holds no answer yet. */
export function readMessagesAnswer(value: unknown): Answer | UnreadableAnswer {
  if (!isRecord(value)) return unreadable("The answer is no object.");
  if (!Array.isArray(value.content))
    return errorOf(value) ?? unreadable("The message has no content.");
  const finish = FINISHES.get(value.stop_reason);
  if (finish === undefined)
    return unreadable(`The message ended with ${textOf(value.stop_reason) ?? "no reason"}.`);
  const parts = recordsOf(value.content).flatMap(readBlock);
  const explanation = textOf(recordOf(value.stop_details).explanation);
  if (explanation !== undefined)
    parts.push({ type: "refusal", refusal: explanation, logprobs: null });
  return {
    id: textOf(value.id) ?? null,
    created_at: null,
    model: textOf(value.model) ?? null,
    choices: [{ parts, finish }],
    usage: readUsage(value.usage),
  };
}

function readBlock(block: Readonly<Record<string, unknown>>, index: number): AnswerPart[] {
  if (block.type === "text") return [answerText(textOf(block.text) ?? "")];
  if (block.type === "thinking") {
    const text = textOf(block.thinking);
    return text === undefined ? [] : [{ type: "thought", text }];
  }
  if (block.type !== "tool_use") return [];
  return [
    {
      type: "tool_call",
      call_id: textOf(block.id) ?? `call_${index}`,
      name: textOf(block.name) ?? "",
      arguments: JSON.stringify(block.input ?? {}),
    },
  ];
}

/** The provider counts what it read from its cache, and wrote to it, beside `input_tokens`. */
function readUsage(value: unknown): AnswerUsage | null {
  const usage = recordOf(value);
  const uncached = countOf(usage.input_tokens);
  const output_tokens = countOf(usage.output_tokens);
  if (uncached === undefined || output_tokens === undefined) return null;
  const cached_input_tokens = countOf(usage.cache_read_input_tokens) ?? 0;
  const written = countOf(usage.cache_creation_input_tokens) ?? 0;
  return {
    input_tokens: uncached + written + cached_input_tokens,
    cached_input_tokens,
    output_tokens,
    thought_tokens: countOf(recordOf(usage.output_tokens_details).thinking_tokens) ?? 0,
  };
}
