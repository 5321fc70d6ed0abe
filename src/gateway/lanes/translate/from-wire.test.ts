import { describe, expect, it } from "vitest";
import { fromWire } from "./from-wire.ts";
import { chatItem, itemOf, responsesItem } from "./test-items.ts";
import type { WireForm } from "./wire-form.ts";

const RECEIVED_AT = 1_800_000_000;
const chat = chatItem({ messages: [] });
const response = responsesItem({ input: "Hi", temperature: 0.5 });

function answered(value: unknown, form: WireForm, request = chat) {
  const answer = { body_json: JSON.stringify(value), value, received_at: RECEIVED_AT };
  const translated = fromWire(answer, form, request);
  if ("unreadable" in translated) return translated;
  return { ...translated, body: JSON.parse(translated.body_json) };
}

// Fixtures after https://platform.openai.com/docs/api-reference/chat/object
const CHAT_ANSWER = {
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
const RESPONSE_ANSWER = {
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
const MESSAGE_ANSWER = {
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
const GEMINI_ANSWER = {
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

const LOOKING = { role: "assistant", content: "I will look.", refusal: null };
const CALL = { name: "weather", arguments: '{"city":"Oslo"}' };
const CHAT_USAGE = {
  prompt_tokens: 20,
  completion_tokens: 9,
  total_tokens: 29,
  prompt_tokens_details: { cached_tokens: 4 },
};

describe("an answer of the form that the item asked for", () => {
  const odd = (value: object) => JSON.stringify(value).replace("{", '{ "x":1.0e3,"x": 2,');

  it("is kept to the byte, with its usage and its end read", () => {
    const usage = { input_tokens: 20, output_tokens: 9 };
    for (const [value, form, request, finish] of [
      [CHAT_ANSWER, "chat_completions", chat, "stop"],
      [RESPONSE_ANSWER, "responses", response, "tool_calls"],
    ] as const) {
      const body_json = odd(value);
      const answer = { body_json, value: JSON.parse(body_json), received_at: RECEIVED_AT };

      expect(fromWire(answer, form, request)).toEqual({ body_json, usage, finish });
    }
  });

  it("is kept to the byte when it is a list of embeddings, whose tokens are all input", () => {
    const body_json = '{"object":"list","data":[{"embedding":[0.10]}],"usage":{"prompt_tokens":5}}';
    const request = itemOf({
      operation: "embeddings",
      url: "/v1/embeddings",
      body: { input: "a" },
    });
    const answer = { body_json, value: JSON.parse(body_json), received_at: RECEIVED_AT };

    expect(fromWire(answer, "embeddings", request)).toEqual({
      body_json,
      usage: { input_tokens: 5, output_tokens: 0 },
      finish: "stop",
    });
  });
});

describe("a chat item", () => {
  it("gets a chat completion of a response, with sources, log probabilities and calls", () => {
    expect(answered(RESPONSE_ANSWER, "responses")).toMatchObject({
      finish: "tool_calls",
      usage: { input_tokens: 20, output_tokens: 9 },
      body: {
        id: "resp_9",
        object: "chat.completion",
        created: 1_790_000_000,
        model: "gpt-x-2026",
        choices: [
          {
            index: 0,
            finish_reason: "tool_calls",
            logprobs: {
              content: [{ token: "Oslo", bytes: [79], logprob: -0.1, top_logprobs: [] }],
              refusal: null,
            },
            message: {
              role: "assistant",
              content: "Oslo.",
              refusal: null,
              annotations: [
                {
                  type: "url_citation",
                  url_citation: {
                    start_index: 0,
                    end_index: 4,
                    title: "Map",
                    url: "https://m.example",
                  },
                },
              ],
              tool_calls: [{ id: "call_1", type: "function", function: CALL }],
            },
          },
        ],
        usage: { ...CHAT_USAGE, completion_tokens_details: { reasoning_tokens: 6 } },
      },
    });
  });

  it("gets a chat completion of a message, with cached tokens counted as input and thoughts as output", () => {
    expect(answered(MESSAGE_ANSWER, "messages")).toMatchObject({
      finish: "tool_calls",
      usage: { input_tokens: 20, output_tokens: 9 },
      body: {
        id: "msg_9",
        object: "chat.completion",
        created: RECEIVED_AT,
        model: "claude-x",
        choices: [
          {
            index: 0,
            finish_reason: "tool_calls",
            logprobs: null,
            message: {
              ...LOOKING,
              tool_calls: [{ id: "toolu_1", type: "function", function: CALL }],
            },
          },
        ],
        usage: { ...CHAT_USAGE, completion_tokens_details: { reasoning_tokens: 3 } },
      },
    });
  });

  it("gets a chat completion of a candidate, whose call is given an id when it has none", () => {
    expect(answered(GEMINI_ANSWER, "generate_content")).toMatchObject({
      finish: "tool_calls",
      usage: { input_tokens: 20, output_tokens: 9 },
      body: {
        id: "r9",
        model: "gemini-x",
        created: RECEIVED_AT,
        choices: [
          {
            index: 0,
            finish_reason: "tool_calls",
            message: {
              ...LOOKING,
              tool_calls: [{ id: "r9_0_2", type: "function", function: CALL }],
            },
          },
        ],
        usage: { ...CHAT_USAGE, completion_tokens_details: { reasoning_tokens: 3 } },
      },
    });
  });

  it("gets all candidates, with log probabilities where they came", () => {
    const chosen = { token: "Oslo", tokenId: 7, logProbability: -0.1 };
    const other = { token: "Bergen", tokenId: 8, logProbability: -2 };
    const candidate = (text: string) => ({
      finishReason: "STOP",
      content: { parts: [{ text }] },
      logprobsResult: {
        chosenCandidates: [chosen],
        topCandidates: [{ candidates: [chosen, other] }],
      },
    });
    const answer = answered({ candidates: [candidate("a"), candidate("b")] }, "generate_content");
    const oslo = { token: "Oslo", bytes: null, logprob: -0.1 };
    const content = [
      { ...oslo, top_logprobs: [oslo, { token: "Bergen", bytes: null, logprob: -2 }] },
    ];

    expect(answer).toMatchObject({
      usage: null,
      body: {
        id: "chatcmpl-bat_1-7",
        model: "some-model",
        choices: [
          { index: 0, message: { content: "a" }, logprobs: { content, refusal: null } },
          { index: 1, message: { content: "b" }, logprobs: { content, refusal: null } },
        ],
      },
    });
    expect(answer).not.toHaveProperty("body.usage");
  });
});

describe("a responses item", () => {
  it("gets a response of a message, with thoughts, text and calls as items in their order", () => {
    expect(answered(MESSAGE_ANSWER, "messages", response)).toMatchObject({
      finish: "tool_calls",
      body: {
        id: "msg_9",
        object: "response",
        created_at: RECEIVED_AT,
        status: "completed",
        error: null,
        incomplete_details: null,
        model: "claude-x",
        temperature: 0.5,
        tools: [],
        output: [
          { type: "reasoning", summary: [], content: [{ type: "reasoning_text", text: "Where?" }] },
          {
            type: "message",
            role: "assistant",
            status: "completed",
            content: [{ type: "output_text", text: "I will look.", annotations: [] }],
          },
          { type: "function_call", call_id: "toolu_1", ...CALL, status: "completed" },
        ],
        usage: {
          input_tokens: 20,
          input_tokens_details: { cached_tokens: 4 },
          output_tokens: 9,
          output_tokens_details: { reasoning_tokens: 3 },
          total_tokens: 29,
        },
      },
    });
  });

  it("gets a response of a chat completion, with a server's own thoughts", () => {
    const [choice] = CHAT_ANSWER.choices;
    const message = { ...choice?.message, reasoning_content: "Where?" };
    const value = { ...CHAT_ANSWER, choices: [{ ...choice, message }] };

    expect(answered(value, "chat_completions", response)).toMatchObject({
      finish: "stop",
      usage: { input_tokens: 20, output_tokens: 9 },
      body: {
        id: "chatcmpl-9",
        created_at: 1_790_000_000,
        output: [
          { type: "reasoning", content: [{ text: "Where?" }] },
          { type: "message", content: [{ type: "output_text", text: "Oslo." }] },
        ],
      },
    });
  });
});

describe("how an answer ended", () => {
  const text = [{ type: "text", text: "a" }];
  const message = (stop_reason: string, more: object = {}) =>
    answered({ content: text, stop_reason, ...more }, "messages");
  const candidate = (finishReason: string) =>
    answered(
      { candidates: [{ finishReason, content: { parts: [{ text: "a" }] } }] },
      "generate_content",
    );

  it.each([
    ["end_turn", "stop"],
    ["stop_sequence", "stop"],
    ["max_tokens", "length"],
    ["model_context_window_exceeded", "length"],
    ["tool_use", "tool_calls"],
    ["refusal", "content_filter"],
  ])("is told of Messages: %s is %s", (reason, finish) => {
    expect(message(reason)).toMatchObject({
      finish,
      body: { choices: [{ finish_reason: finish }] },
    });
  });

  it.each([
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
  ])("is told of Gemini: %s is %s", (reason, finish) => {
    expect(candidate(reason)).toMatchObject({
      finish,
      body: { choices: [{ finish_reason: finish }] },
    });
  });

  it.each([
    [{ status: "completed" }, "stop"],
    [{ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } }, "length"],
    [{ status: "incomplete", incomplete_details: { reason: "content_filter" } }, "content_filter"],
  ])("is told of responses: %j is %s", (state, finish) => {
    const output = [{ type: "message", content: [{ type: "output_text", text: "a" }] }];
    expect(answered({ ...state, output }, "responses")).toMatchObject({
      finish,
      body: { choices: [{ finish_reason: finish }] },
    });
  });

  it.each([
    ["stop", "completed", null],
    ["tool_calls", "completed", null],
    ["function_call", "completed", null],
    ["length", "incomplete", { reason: "max_output_tokens" }],
    ["content_filter", "incomplete", { reason: "content_filter" }],
  ])("is told of chat completions: %s is %s", (finish_reason, status, incomplete_details) => {
    const choices = [{ message: { content: "a" }, finish_reason }];
    expect(answered({ choices }, "chat_completions", response)).toMatchObject({
      body: { status, incomplete_details, output: [{ status }] },
    });
  });
});

describe("a refusal and a filtered answer", () => {
  it("of a response are a refusal in chat completions, and the other way round", () => {
    const output = [{ type: "message", content: [{ type: "refusal", refusal: "No." }] }];
    const message = { role: "assistant", content: null, refusal: "No." };

    expect(answered({ status: "completed", output }, "responses")).toMatchObject({
      finish: "stop",
      body: { choices: [{ message }] },
    });
    expect(
      answered({ choices: [{ message, finish_reason: "stop" }] }, "chat_completions", response),
    ).toMatchObject({ body: { status: "completed", output: [{ content: output[0]?.content }] } });
  });

  it("of Messages are filtered, with the provider's explanation", () => {
    const stop_details = { type: "refusal", category: "bio", explanation: "Not this." };
    const value = { content: [], stop_reason: "refusal", stop_details };

    expect(answered(value, "messages")).toMatchObject({
      body: {
        choices: [
          { message: { content: null, refusal: "Not this." }, finish_reason: "content_filter" },
        ],
      },
    });
  });

  it("of Gemini are answers without text, whether the prompt was blocked or the candidate", () => {
    const usageMetadata = { promptTokenCount: 8, totalTokenCount: 8 };
    const blocked = { promptFeedback: { blockReason: "SAFETY" }, usageMetadata };
    const cut = { candidates: [{ finishReason: "SAFETY" }], usageMetadata };

    for (const value of [blocked, cut])
      expect(answered(value, "generate_content")).toMatchObject({
        finish: "content_filter",
        usage: { input_tokens: 8, output_tokens: 0 },
        body: {
          choices: [{ message: { content: null, refusal: null }, finish_reason: "content_filter" }],
        },
      });
  });
});

describe("an answer that holds nothing to keep", () => {
  it.each<[string, unknown, WireForm, string | null]>([
    ["no object", "hello", "chat_completions", null],
    ["no choice", { choices: [] }, "chat_completions", null],
    [
      "an error with 200",
      { error: { code: "busy", message: "Later." } },
      "chat_completions",
      "busy",
    ],
    [
      "a failed response",
      { status: "failed", error: { code: "server_error" } },
      "responses",
      "server_error",
    ],
    ["a response that goes on", { status: "in_progress", output: [] }, "responses", null],
    [
      "an error of Messages",
      { type: "error", error: { type: "overloaded_error" } },
      "messages",
      "overloaded_error",
    ],
    ["a paused turn", { content: [], stop_reason: "pause_turn" }, "messages", null],
    ["no candidate", {}, "generate_content", null],
    [
      "an error of Gemini",
      { error: { code: 503, status: "UNAVAILABLE" } },
      "generate_content",
      "UNAVAILABLE",
    ],
    [
      "a call that is no call",
      { candidates: [{ finishReason: "MALFORMED_FUNCTION_CALL" }] },
      "generate_content",
      "MALFORMED_FUNCTION_CALL",
    ],
    ["embeddings for a chat item", { data: [{ embedding: [1] }] }, "embeddings", null],
  ])("is unreadable: %s", (_what, value, form, provider_code) => {
    expect(answered(value, form)).toEqual({ unreadable: expect.any(String), provider_code });
  });

  it("is unreadable when it nests too deep to be written anew", () => {
    const input = JSON.parse(`${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`);
    const value = { content: [{ type: "tool_use", input }], stop_reason: "tool_use" };
    const answer = { body_json: "", value, received_at: RECEIVED_AT };

    expect(fromWire(answer, "messages", chat)).toMatchObject({
      unreadable: expect.stringContaining("deeper"),
    });
  });

  it("is kept without a usage when the upstream states none that can be billed by", () => {
    for (const usage of [
      undefined,
      { prompt_tokens: -1, completion_tokens: 2 },
      { prompt_tokens: 1 },
    ])
      expect(answered({ ...CHAT_ANSWER, usage }, "chat_completions")).toMatchObject({
        usage: null,
      });
  });
});
