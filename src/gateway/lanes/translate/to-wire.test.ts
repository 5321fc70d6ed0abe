import { describe, expect, it } from "vitest";
import {
  bodyFor,
  chatItem,
  itemOf,
  responsesItem,
  SCHEMA,
  TOOL_CHAT,
  TOOL_RESPONSE,
} from "./test-items.ts";

describe("chat completions and responses", () => {
  it("say the same conversation with pictures and tools", () => {
    const { instructions, input, tools } = TOOL_RESPONSE;
    const system = { role: "system", content: instructions };

    expect(bodyFor(chatItem(TOOL_CHAT), "responses")).toEqual({
      model: "upstream-model",
      input: [system, ...(input as object[])],
      tools,
      store: false,
    });
    expect(bodyFor(responsesItem(TOOL_RESPONSE), "chat_completions")).toEqual({
      model: "upstream-model",
      messages: TOOL_CHAT.messages,
      tools: [
        (TOOL_CHAT.tools as object[])[0],
        { type: "function", function: { name: "place", strict: false } },
      ],
    });
  });

  it("say the same settings, each under its own names", () => {
    const chat = {
      messages: [{ role: "user", content: "Hi" }],
      max_completion_tokens: 90,
      temperature: 1.5,
      top_p: 0.9,
      user: "u1",
      logprobs: true,
      top_logprobs: 3,
      reasoning_effort: "low",
      verbosity: "high",
      response_format: {
        type: "json_schema",
        json_schema: { name: "answer", description: "An answer.", schema: SCHEMA, strict: true },
      },
      tool_choice: { type: "function", function: { name: "place" } },
      parallel_tool_calls: false,
      tools: [{ type: "function", function: { name: "place", strict: false } }],
    };
    const response = {
      input: [{ role: "user", content: "Hi" }],
      max_output_tokens: 90,
      temperature: 1.5,
      top_p: 0.9,
      user: "u1",
      include: ["message.output_text.logprobs"],
      top_logprobs: 3,
      reasoning: { effort: "low" },
      text: {
        verbosity: "high",
        format: {
          type: "json_schema",
          name: "answer",
          description: "An answer.",
          schema: SCHEMA,
          strict: true,
        },
      },
      tool_choice: { type: "function", name: "place" },
      parallel_tool_calls: false,
      tools: [{ type: "function", name: "place", parameters: null, strict: false }],
    };

    expect(bodyFor(chatItem(chat), "responses")).toEqual({
      model: "upstream-model",
      store: false,
      ...response,
    });
    expect(bodyFor(responsesItem(response), "chat_completions")).toEqual({
      model: "upstream-model",
      ...chat,
    });
  });

  it("say the same documents and the same choice among some tools", () => {
    const file = { filename: "a.pdf", file_data: "data:application/pdf;base64,JVBERi0=" };
    const place = { type: "function", function: { name: "place" } };
    const body = bodyFor(
      chatItem({
        messages: [{ role: "user", content: [{ type: "file", file }] }],
        tools: [place],
        tool_choice: { type: "allowed_tools", allowed_tools: { mode: "auto", tools: [place] } },
      }),
      "responses",
    );

    expect(body.input).toEqual([{ role: "user", content: [{ type: "input_file", ...file }] }]);
    expect(body.tool_choice).toEqual({
      type: "allowed_tools",
      mode: "auto",
      tools: [{ type: "function", name: "place" }],
    });
  });
});

describe("a native item", () => {
  it("with messages is read as a chat body, with an input as a responses body", () => {
    const native = { format: "native", max_output_tokens: 20, temperature: 0.2 } as const;
    const chat = itemOf({ ...native, body: { messages: [{ role: "user", content: "Hi" }] } });
    const response = itemOf({ ...native, url: "/v1/responses", body: { input: "Hi" } });
    const expected = {
      model: "upstream-model",
      max_tokens: 20,
      temperature: 0.2,
      messages: [{ role: "user", content: "Hi" }],
    };

    expect(bodyFor(chat, "messages")).toEqual(expected);
    expect(bodyFor(response, "messages")).toEqual(expected);
  });
});
