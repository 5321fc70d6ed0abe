import { describe, expect, it } from "vitest";
import {
  bodyFor,
  chatItem,
  PNG,
  responsesItem,
  SCHEMA,
  TOOL_CHAT,
  TOOL_RESPONSE,
} from "../test-items.ts";

describe.each([
  ["chat completions", chatItem(TOOL_CHAT)],
  ["responses", responsesItem(TOOL_RESPONSE)],
])("%s for Messages", (_form, item) => {
  it("take the system out, merge turns and carry calls as objects and results as the user's", () => {
    expect(bodyFor(item, "messages")).toEqual({
      model: "upstream-model",
      max_tokens: 8_192,
      system: "You are brief.",
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "What is the weather where this was taken?" },
            { type: "image", source: { type: "base64", media_type: "image/png", data: PNG } },
          ],
        },
        {
          role: "assistant",
          content: [
            { type: "text", text: "I will look." },
            { type: "tool_use", id: "call_1", name: "place", input: {} },
            { type: "tool_use", id: "call_2", name: "weather", input: { city: "Oslo" } },
          ],
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "call_1", content: "Oslo" },
            { type: "tool_result", tool_use_id: "call_2", content: '{"celsius":-3}' },
            { type: "text", text: "And tomorrow?" },
          ],
        },
      ],
      tools: [
        {
          name: "weather",
          description: "The weather of a city.",
          input_schema: {
            type: "object",
            properties: { city: { type: "string" } },
            additionalProperties: false,
          },
          strict: true,
        },
        { name: "place", input_schema: { type: "object" }, strict: false },
      ],
    });
  });
});

describe("Messages", () => {
  const messages = [{ role: "user", content: "Hi" }];

  it("are told the item's limit, but never more than the model can write", () => {
    const limit = (max_output_tokens: number) =>
      bodyFor(chatItem({ messages, max_tokens: max_output_tokens }), "messages").max_tokens;

    expect(limit(100)).toBe(100);
    expect(limit(100_000)).toBe(8_192);
  });

  it("are told an effort together with thinking, and without it where that is refused", () => {
    const effort = { messages, reasoning_effort: "high" };
    const low = { ...effort, reasoning_effort: "none" };

    expect(bodyFor(chatItem(effort), "messages")).toMatchObject({
      output_config: { effort: "high" },
      thinking: { type: "adaptive" },
    });
    expect(bodyFor(chatItem({ ...effort, temperature: 0.5 }), "messages")).toEqual({
      model: "upstream-model",
      max_tokens: 8_192,
      messages,
      temperature: 0.5,
      output_config: { effort: "high" },
    });
    expect(bodyFor(chatItem(low), "messages")).toMatchObject({ thinking: { type: "disabled" } });
  });

  it("are told of no choice where there is nothing to choose", () => {
    const choice = { tool_choice: "auto", parallel_tool_calls: false };

    expect(bodyFor(chatItem({ messages, ...choice }), "messages")).toEqual({
      model: "upstream-model",
      max_tokens: 8_192,
      messages,
    });
  });

  it("are told settings, choices and schemas by their own names", () => {
    const tools = [{ type: "function", function: { name: "place" } }];
    const json_schema = { name: "answer", description: "An answer.", schema: SCHEMA };
    const body = bodyFor(
      chatItem({
        messages,
        tools,
        top_k: 40,
        top_p: 0.5,
        stop: ["END"],
        safety_identifier: "u1",
        tool_choice: "required",
        parallel_tool_calls: false,
        response_format: { type: "json_schema", json_schema },
      }),
      "messages",
    );

    expect(body).toMatchObject({
      top_k: 40,
      top_p: 0.5,
      stop_sequences: ["END"],
      metadata: { user_id: "u1" },
      tool_choice: { type: "any", disable_parallel_tool_use: true },
      output_config: {
        format: { type: "json_schema", schema: { ...SCHEMA, description: "An answer." } },
      },
    });
  });
});
