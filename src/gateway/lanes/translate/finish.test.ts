import { describe, expect, it } from "vitest";
import { answered, response } from "./test-answers.ts";

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
