import { fromWire } from "./from-wire.ts";
import { chatItem, responsesItem } from "./test-items.ts";
import type { WireForm } from "./wire-form.ts";

export const RECEIVED_AT = 1_800_000_000;
/** An item that wants a chat completion. */
export const chat = chatItem({ messages: [] });
/** An item that wants a response. */
export const response = responsesItem({ input: "Hi", temperature: 0.5 });

/** What an item gets of an answer, its body parsed. */
export function answered(value: unknown, form: WireForm, request = chat) {
  const answer = { body_json: JSON.stringify(value), value, received_at: RECEIVED_AT };
  const translated = fromWire(answer, form, request);
  if ("unreadable" in translated) return translated;
  return { ...translated, body: JSON.parse(translated.body_json) };
}

// Fixtures after https://platform.openai.com/docs/api-reference/chat/object
export const CHAT_ANSWER = {
  id: "chatcmpl-9",
  object: "chat.completion",
  created: 1_790_000_000,
  model: "gpt-x-2026",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: "Oslo.", refusal: null, annotations: [] },
      logprobs: null,
      finish_reason: "stop",
    },
  ],
  usage: {
    prompt_tokens: 20,
    completion_tokens: 9,
    total_tokens: 29,
    prompt_tokens_details: { cached_tokens: 4, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 6 },
  },
};

// https://platform.openai.com/docs/api-reference/responses/object
export const RESPONSE_ANSWER = {
  id: "resp_9",
  object: "response",
  created_at: 1_790_000_000,
  status: "completed",
  error: null,
  incomplete_details: null,
  model: "gpt-x-2026",
  output: [
    { id: "rs_1", type: "reasoning", summary: [{ type: "summary_text", text: "Where?" }] },
    {
      id: "msg_1",
      type: "message",
      role: "assistant",
      status: "completed",
      content: [
        {
          type: "output_text",
          text: "Oslo.",
          annotations: [
            {
              type: "url_citation",
              start_index: 0,
              end_index: 4,
              title: "Map",
              url: "https://m.example",
            },
          ],
          logprobs: [{ token: "Oslo", bytes: [79], logprob: -0.1, top_logprobs: [] }],
        },
      ],
    },
    {
      id: "fc_1",
      type: "function_call",
      status: "completed",
      call_id: "call_1",
      name: "weather",
      arguments: '{"city":"Oslo"}',
    },
  ],
  usage: {
    input_tokens: 20,
    input_tokens_details: { cached_tokens: 4 },
    output_tokens: 9,
    output_tokens_details: { reasoning_tokens: 6 },
    total_tokens: 29,
  },
};

// https://platform.claude.com/docs/en/api/messages
export const MESSAGE_ANSWER = {
  id: "msg_9",
  type: "message",
  role: "assistant",
  model: "claude-x",
  content: [
    { type: "thinking", thinking: "Where?", signature: "abc" },
    { type: "redacted_thinking", data: "xyz" },
    { type: "text", text: "I will look.", citations: null },
    { type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Oslo" } },
  ],
  stop_reason: "tool_use",
  stop_sequence: null,
  usage: {
    input_tokens: 10,
    cache_creation_input_tokens: 6,
    cache_read_input_tokens: 4,
    output_tokens: 9,
    output_tokens_details: { thinking_tokens: 3 },
  },
};

// https://ai.google.dev/api/generate-content
export const GEMINI_ANSWER = {
  responseId: "r9",
  modelVersion: "gemini-x",
  candidates: [
    {
      index: 0,
      finishReason: "STOP",
      content: {
        role: "model",
        parts: [
          { text: "Where?", thought: true },
          { text: "I will look." },
          { functionCall: { name: "weather", args: { city: "Oslo" } }, thoughtSignature: "abc" },
        ],
      },
    },
  ],
  usageMetadata: {
    promptTokenCount: 16,
    cachedContentTokenCount: 4,
    toolUsePromptTokenCount: 4,
    candidatesTokenCount: 6,
    thoughtsTokenCount: 3,
    totalTokenCount: 29,
  },
};

export const LOOKING = { role: "assistant", content: "I will look.", refusal: null };
export const CALL = { name: "weather", arguments: '{"city":"Oslo"}' };
export const CHAT_USAGE = {
  prompt_tokens: 20,
  completion_tokens: 9,
  total_tokens: 29,
  prompt_tokens_details: { cached_tokens: 4 },
};
