import { describe, expect, it } from "vitest";
import {
  answered,
  CALL,
  CHAT_ANSWER,
  CHAT_USAGE,
  GEMINI_ANSWER,
  LOOKING,
  MESSAGE_ANSWER,
  RECEIVED_AT,
  response,
  RESPONSE_ANSWER,
} from "./test-answers.ts";

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
