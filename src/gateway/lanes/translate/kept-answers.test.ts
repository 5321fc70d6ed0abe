import { describe, expect, it } from "vitest";
import { fromWire } from "./from-wire.ts";
import {
  answered,
  chat,
  CHAT_ANSWER,
  RECEIVED_AT,
  response,
  RESPONSE_ANSWER,
} from "./test-answers.ts";
import { itemOf } from "./test-items.ts";
import type { WireForm } from "./wire-form.ts";

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
