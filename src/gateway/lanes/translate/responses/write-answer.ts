import type { LaneRequest } from "../../lane.ts";
import type { Answer, AnswerPart, AnswerUsage, Choice } from "../answer.ts";
import { recordOf } from "../answer.ts";

// https://platform.openai.com/docs/api-reference/responses/object

/** A `response` object, with the request's settings repeated in it as the form has it. */
export function writeResponsesAnswer(
  answer: Answer,
  request: LaneRequest,
  received_at: number,
): unknown {
  const id = answer.id ?? `resp_${request.batch_seed}_${request.item_index}`;
  // A response holds one answer; a request for one cannot ask for more.
  const choice: Choice = answer.choices[0] ?? { parts: [], finish: "stop" };
  const reason = INCOMPLETE[choice.finish];
  const asked = recordOf(request.body);
  return {
    id,
    object: "response",
    created_at: answer.created_at ?? received_at,
    status: reason === undefined ? "completed" : "incomplete",
    error: null,
    incomplete_details: reason === undefined ? null : { reason },
    instructions: asked.instructions ?? null,
    max_output_tokens: request.max_output_tokens,
    metadata: asked.metadata ?? null,
    model: answer.model ?? request.model,
    output: writeOutput(choice, id),
    parallel_tool_calls: asked.parallel_tool_calls ?? true,
    temperature: asked.temperature ?? request.temperature,
    tool_choice: asked.tool_choice ?? "auto",
    tools: asked.tools ?? [],
    top_p: asked.top_p ?? null,
    usage: answer.usage === null ? null : writeUsage(answer.usage),
  };
}

const INCOMPLETE: Readonly<Record<Choice["finish"], string | undefined>> = {
  stop: undefined,
  tool_calls: undefined,
  length: "max_output_tokens",
  content_filter: "content_filter",
};

/** Output items in the order in which the parts came; what was said without a break is one message. */
function writeOutput({ parts, finish }: Choice, id: string): unknown[] {
  const status = INCOMPLETE[finish] === undefined ? "completed" : "incomplete";
  const output: Record<string, unknown>[] = [];
  let said: unknown[] | undefined;
  for (const [index, part] of parts.entries()) {
    if (part.type === "text" || part.type === "refusal") {
      if (said === undefined) {
        said = [];
        output.push({
          id: `msg_${id}_${index}`,
          type: "message",
          role: "assistant",
          status,
          content: said,
        });
      }
      said.push(writePart(part));
      continue;
    }
    said = undefined;
    output.push(
      part.type === "thought" ? writeThought(part, id, index) : writeCall(part, id, index),
    );
  }
  return output;
}

function writePart(part: AnswerPart & { type: "text" | "refusal" }): unknown {
  if (part.type === "refusal") return { type: "refusal", refusal: part.refusal };
  const annotations = part.citations.map((citation) => ({ type: "url_citation", ...citation }));
  const logprobs = part.logprobs === null ? {} : { logprobs: part.logprobs };
  return { type: "output_text", text: part.text, annotations, ...logprobs };
}

function writeThought(part: AnswerPart & { type: "thought" }, id: string, index: number) {
  const content = [{ type: "reasoning_text", text: part.text }];
  return { id: `rs_${id}_${index}`, type: "reasoning", summary: [], content };
}

function writeCall(part: AnswerPart & { type: "tool_call" }, id: string, index: number) {
  const { call_id, name, arguments: text } = part;
  const status = "completed";
  return { id: `fc_${id}_${index}`, type: "function_call", call_id, name, arguments: text, status };
}

function writeUsage(usage: AnswerUsage): unknown {
  return {
    input_tokens: usage.input_tokens,
    input_tokens_details: { cached_tokens: usage.cached_input_tokens },
    output_tokens: usage.output_tokens,
    output_tokens_details: { reasoning_tokens: usage.thought_tokens },
    total_tokens: usage.input_tokens + usage.output_tokens,
  };
}
