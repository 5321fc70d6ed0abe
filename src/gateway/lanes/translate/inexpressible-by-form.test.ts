import { describe, expect, it } from "vitest";
import { chatItem, chatPaths, issuesFor, itemOf, responsesPaths, targetOf } from "./test-items.ts";
import { toWire } from "./to-wire.ts";
import type { WireForm } from "./wire-form.ts";

const hi = [{ role: "user", content: "Hi" }];
const tools = [{ type: "function", function: { name: "place" } }];

function partPaths(part: object, form: WireForm): string[] {
  return chatPaths({ messages: [{ role: "user", content: [part] }] }, form);
}

describe("what cannot be expressed", () => {
  it("by Messages: sampling beyond its own, JSON without a schema, some of the tools", () => {
    expect(chatPaths({ temperature: 1.2 }, "messages")).toEqual(["body.temperature"]);
    expect(chatPaths({ reasoning_effort: "minimal" }, "messages")).toEqual([
      "body.reasoning_effort",
    ]);
    expect(chatPaths({ stop: ["\n"] }, "messages")).toEqual(["body.stop"]);
    expect(chatPaths({ response_format: { type: "json_object" } }, "messages")).toEqual([
      "body.response_format",
    ]);
    const allowed_tools = { mode: "auto", tools };
    expect(
      chatPaths({ tools, tool_choice: { type: "allowed_tools", allowed_tools } }, "messages"),
    ).toEqual(["body.tool_choice"]);
  });

  it("by Messages: what a tool answered after other words of the user", () => {
    const call = { id: "c", type: "function", function: { name: "place", arguments: "{}" } };
    const messages = [
      ...hi,
      { role: "assistant", tool_calls: [call] },
      { role: "user", content: "Well?" },
      { role: "tool", tool_call_id: "c", content: "Oslo" },
    ];

    expect(chatPaths({ messages }, "messages")).toEqual(["body.messages[3]"]);
  });

  it("by Messages and Gemini: schemas beyond what they hold an answer to, with the keywords", () => {
    const messagesOf = (schema: object, form: WireForm) => {
      const response_format = { type: "json_schema", json_schema: { name: "a", schema } };
      const request = toWire(chatItem({ messages: hi, response_format }), targetOf(form));
      return "inexpressible" in request ? request.inexpressible.map(({ message }) => message) : [];
    };
    const deep = { anyOf: [{ type: "array", items: { type: "string", minLength: 2 } }] };
    const open = { type: "object", properties: { additionalProperties: { type: "string" } } };
    const why = "has a schema with what";

    expect(messagesOf(deep, "messages")).toEqual([
      `body.response_format ${why} Messages cannot hold an answer to: minLength.`,
    ]);
    expect(messagesOf(deep, "generate_content")).toEqual([
      `body.response_format ${why} Gemini cannot hold an answer to: minLength.`,
    ]);
    expect(messagesOf({ ...open, additionalProperties: true }, "messages")).toEqual([
      `body.response_format ${why} Messages cannot hold an answer to: additionalProperties: true.`,
    ]);
    expect(messagesOf(open, "messages")).toEqual([]);
    expect(messagesOf(deep, "responses")).toEqual([]);
    const strict = { name: "f", strict: true, parameters: { ...deep, type: "object" } };
    expect(chatPaths({ tools: [{ type: "function", function: strict }] }, "messages")).toEqual([
      "body.tools[0]",
    ]);
  });

  it("by Messages and Gemini: instructions in mid-conversation, a turn without words, no turn at all", () => {
    const late = { role: "system", content: "Be brief." };
    for (const form of ["messages", "generate_content"] as const) {
      expect(chatPaths({ messages: [...hi, late] }, form)).toEqual(["body.messages[1]"]);
      expect(chatPaths({ messages: [{ role: "user", content: "" }] }, form)).toEqual([
        "body.messages[0]",
      ]);
      expect(chatPaths({ messages: [late] }, form)).toEqual(["body"]);
    }
  });

  it("by every other form: two limits that differ", () => {
    expect(chatPaths({ max_completion_tokens: 5, max_tokens: 9 }, "messages")).toEqual([
      "body.max_tokens",
    ]);
    expect(
      toWire(
        chatItem({ messages: hi, max_completion_tokens: 5, max_tokens: 5 }),
        targetOf("messages"),
      ),
    ).toEqual({
      body: { model: "upstream-model", max_tokens: 5, messages: hi },
    });
  });

  it("by forms that want calls as objects: arguments that are no JSON object", () => {
    for (const text of [
      "",
      "{",
      "[1]",
      "7",
      '{"id":1234567890123456789}',
      `{"a":${"[".repeat(9_999)}${"]".repeat(9_999)}}`,
    ]) {
      const call = { id: "c", type: "function", function: { name: "place", arguments: text } };
      const messages = [...hi, { role: "assistant", tool_calls: [call] }];

      expect(chatPaths({ messages }, "messages")).toEqual(["body.messages[1].tool_calls[0]"]);
      expect(chatPaths({ messages }, "generate_content")).toEqual([
        "body.messages[1].tool_calls[0]",
      ]);
    }
  });

  it("by each form: media that it does not take", () => {
    const http = { type: "image_url", image_url: { url: "https://example.com/a.png" } };
    const bmp = { type: "image_url", image_url: { url: "data:image/bmp;base64,AAAA" } };
    const odd = { type: "image_url", image_url: { url: "ftp://example.com/a.png" } };
    const audio = { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } };
    const file = { type: "file", file: { file_id: "file_1" } };

    expect(partPaths(http, "generate_content")).toEqual(["body.messages[0].content[0]"]);
    expect(partPaths(bmp, "messages")).toEqual(["body.messages[0].content[0]"]);
    expect(partPaths(odd, "messages")).toEqual(["body.messages[0].content[0].image_url.url"]);
    expect(partPaths(audio, "messages")).toEqual(["body.messages[0].content[0]"]);
    expect(partPaths(audio, "responses")).toEqual(["body.messages[0].content[0]"]);
    expect(partPaths(file, "responses")).toEqual(["body.messages[0].content[0].file.file_id"]);
  });

  it("by chat completions: words after a call in the same turn or before its result, and pictures from a tool", () => {
    const call = { type: "function_call", call_id: "c", name: "place", arguments: "{}" };
    const words = { role: "assistant", content: "Done." };
    const picture = { type: "input_image", image_url: "https://example.com/a.png" };
    const output = { type: "function_call_output", call_id: "c", output: [picture] };
    const late = { type: "function_call_output", call_id: "c", output: "Oslo" };
    const between = [call, { role: "user", content: "Well?" }, late];

    expect(responsesPaths({ input: between }, "chat_completions")).toEqual(["body.input[2]"]);
    expect(responsesPaths({ input: [call, words] }, "chat_completions")).toEqual([
      "body.input[1].content",
    ]);
    expect(responsesPaths({ input: [call, output] }, "chat_completions")).toEqual([
      "body.input[1].output[0]",
    ]);
  });

  it("by a lane that does something else: the item as a whole", () => {
    const embeddings = itemOf({
      operation: "embeddings",
      url: "/v1/embeddings",
      body: { input: "Hi" },
    });

    expect(issuesFor(embeddings, "messages").map(({ path }) => path)).toEqual(["body"]);
    expect(chatPaths({}, "embeddings")).toEqual(["body"]);
  });
});
