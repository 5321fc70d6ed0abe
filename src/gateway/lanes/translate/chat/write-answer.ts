import type { LaneRequest } from "../../lane.ts";
import type { Answer, AnswerPart, AnswerUsage, Choice } from "../answer.ts";

// https://platform.openai.com/docs/api-reference/chat/object

/**
 * A `chat.completion` object. Thoughts are not shown in it: the form has no place for them; they are counted in the
 * usage.
 */
export function writeChatAnswer(
  answer: Answer,
  request: LaneRequest,
  received_at: number,
): unknown {
  return {
    id: answer.id ?? `chatcmpl-${request.batch_seed}-${request.item_index}`,
    object: "chat.completion",
    created: answer.created_at ?? received_at,
    model: answer.model ?? request.model,
    choices: answer.choices.map(writeChoice),
    ...(answer.usage === null ? {} : { usage: writeUsage(answer.usage) }),
  };
}

function writeChoice({ parts, finish }: Choice, index: number): unknown {
  const texts = parts.filter((part) => part.type === "text");
  const refusals = parts.filter((part) => part.type === "refusal");
  const calls = parts.filter((part) => part.type === "tool_call");
  const annotations = texts.flatMap(({ citations }) =>
    citations.map((url_citation) => ({ type: "url_citation", url_citation })),
  );
  const hasNoText = calls.length > 0 || refusals.length > 0 || finish === "content_filter";
  const content = texts.length === 0 && hasNoText ? null : texts.map(({ text }) => text).join("");
  const refusal = refusals.length === 0 ? null : refusals.map((part) => part.refusal).join("");
  const message = {
    role: "assistant",
    content,
    refusal,
    ...(annotations.length === 0 ? {} : { annotations }),
    ...(calls.length === 0 ? {} : { tool_calls: calls.map(writeCall) }),
  };
  return { index, message, logprobs: writeLogprobs(texts, refusals), finish_reason: finish };
}

function writeCall({
  call_id,
  name,
  arguments: text,
}: AnswerPart & { type: "tool_call" }): unknown {
  return { id: call_id, type: "function", function: { name, arguments: text } };
}

type WithLogprobs = readonly { logprobs: unknown[] | null }[];

function writeLogprobs(texts: WithLogprobs, refusals: WithLogprobs): unknown {
  const content = joined(texts);
  const refusal = joined(refusals);
  return content === null && refusal === null ? null : { content, refusal };
}

function joined(parts: WithLogprobs): unknown[] | null {
  const lists = parts.flatMap(({ logprobs }) => (logprobs === null ? [] : [logprobs]));
  return lists.length === 0 ? null : lists.flat();
}

function writeUsage(usage: AnswerUsage): unknown {
  return {
    prompt_tokens: usage.input_tokens,
    completion_tokens: usage.output_tokens,
    total_tokens: usage.input_tokens + usage.output_tokens,
    prompt_tokens_details: { cached_tokens: usage.cached_input_tokens },
    completion_tokens_details: { reasoning_tokens: usage.thought_tokens },
  };
}
