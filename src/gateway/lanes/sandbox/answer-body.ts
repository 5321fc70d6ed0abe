import type { LaneRequest } from "../lane.ts";
import { fingerprint } from "./chance.ts";
import { embeddingVector, sandboxDimensions } from "./embedding-vector.ts";
import type { WrittenAnswer } from "./written-answer.ts";

/** 2026-01-01T00:00:00Z in Unix seconds: answers carry no clock, so that their bytes are the same on every run. */
const CREATED = 1_767_225_600;

/** The form that the request's path or operation calls for. */
type AnswerForm = "chat" | "response" | "embedding";

/** /v1/responses and /v1/embeddings have forms of their own; all else is answered as a chat completion. */
export function answerFormOf(request: LaneRequest): AnswerForm {
  if (request.operation === "embeddings" || request.url.endsWith("/embeddings")) return "embedding";
  return request.url.endsWith("/responses") ? "response" : "chat";
}

/** A `chat.completion` object; `id` is that of `answerId`. */
export function chatBody(
  id: string,
  request: LaneRequest,
  written: WrittenAnswer,
  inputTokens: number,
): unknown {
  const message = written.isRefusal
    ? { role: "assistant", content: null, refusal: written.text }
    : { role: "assistant", content: written.text, refusal: null };
  return {
    id: `chatcmpl-${id}`,
    object: "chat.completion",
    created: CREATED,
    model: request.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: written.finish }],
    usage: {
      prompt_tokens: inputTokens,
      completion_tokens: written.output_tokens,
      total_tokens: inputTokens + written.output_tokens,
    },
    system_fingerprint: "sandbox",
    sandbox: true,
  };
}

/** A `response` object as the Responses API has it. */
export function responseBody(
  id: string,
  request: LaneRequest,
  written: WrittenAnswer,
  inputTokens: number,
): unknown {
  const isCut = written.finish === "length";
  const status = isCut ? "incomplete" : "completed";
  const part = written.isRefusal
    ? { type: "refusal", refusal: written.text }
    : { type: "output_text", text: written.text, annotations: [] };
  return {
    id: `resp_${id}`,
    object: "response",
    created_at: CREATED,
    status,
    error: null,
    incomplete_details: isCut ? { reason: "max_output_tokens" } : null,
    model: request.model,
    output: [
      {
        id: `msg_${id}`,
        type: "message",
        role: "assistant",
        status,
        content: [part],
      },
    ],
    usage: {
      input_tokens: inputTokens,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: written.output_tokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: inputTokens + written.output_tokens,
    },
    metadata: { sandbox: "true" },
    sandbox: true,
  };
}

/** A `list` of embeddings, one per input, as numbers or as base64 of 32-bit floats when the body asks for that. */
export function embeddingBody(
  seed: number,
  request: LaneRequest,
  body: Readonly<Record<string, unknown>>,
  inputTokens: number,
): unknown {
  const dimensions = sandboxDimensions(body.dimensions);
  const data = textsToEmbed(body, request.prompt_text).map((text, index) => {
    const vector = embeddingVector(seed, text, dimensions);
    return {
      object: "embedding",
      index,
      embedding: body.encoding_format === "base64" ? base64Of(vector) : vector,
    };
  });
  return {
    object: "list",
    data,
    model: request.model,
    usage: { prompt_tokens: inputTokens, total_tokens: inputTokens },
    sandbox: true,
  };
}

/** An id that is the same for the same seed, item, model and prompt. */
export function answerId(seed: number, request: LaneRequest): string {
  return fingerprint("id", seed, request.custom_id, request.model, request.prompt_text).slice(
    0,
    24,
  );
}

/** Token numbers stand for a text of their own, so that they get a vector as well. */
function textsToEmbed(body: Readonly<Record<string, unknown>>, promptText: string): string[] {
  const { input } = body;
  if (!Array.isArray(input) || input.length === 0)
    return [typeof input === "string" ? input : promptText];
  if (typeof input[0] === "number") return [input.join(" ")];
  return input.map((text: unknown) => (typeof text === "string" ? text : JSON.stringify(text)));
}

function base64Of(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((number, at) => bytes.writeFloatLE(number, at * 4));
  return bytes.toString("base64");
}
