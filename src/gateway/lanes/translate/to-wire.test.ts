import { describe, expect, it } from "vitest";
import {
  bodyFor,
  chatItem,
  itemOf,
  PNG,
  responsesItem,
  TOOL_CHAT,
  TOOL_RESPONSE,
} from "./test-items.ts";

const SCHEMA = {
  type: "object",
  properties: { answer: { type: "string" } },
  required: ["answer"],
  additionalProperties: false,
};

describe("a request for an upstream of its own form", () => {
  it("keeps every field of a chat body, those not known here as well", () => {
    const body = {
      messages: [{ role: "user", content: "Hi", name: "ann", cache: { deep: [1] } }],
      n: 4,
      logit_bias: { "50256": -100 },
      min_p: 0.1,
      max_tokens: 50,
    };
    const item = chatItem({ ...body, stream: true, stream_options: {} }, { max_output_tokens: 50 });

    expect(bodyFor(item, "chat_completions")).toEqual({ model: "upstream-model", ...body });
  });

  it("keeps every field of a responses body and of an embeddings body", () => {
    const body = { input: "Hi", previous_response_id: "resp_1", truncation: "auto" };
    const embeddings = { input: [[1, 2], [3]], dimensions: 256, encoding_format: "base64" };
    const item = itemOf({ operation: "embeddings", url: "/v1/embeddings", body: embeddings });

    expect(bodyFor(responsesItem(body), "responses")).toEqual({ model: "upstream-model", ...body });
    expect(bodyFor(item, "embeddings")).toEqual({ model: "upstream-model", ...embeddings });
  });

  it("adds what a native line states outside of its body, by the name that the server knows", () => {
    const messages = [{ role: "user", content: "Hi" }];
    const native = { format: "native", max_output_tokens: 20, temperature: 0.2 } as const;
    const chat = itemOf({ ...native, body: { messages, max_tokens: 99 } });
    const response = itemOf({ ...native, url: "/v1/responses", body: { input: "Hi" } });
    const stated = { model: "upstream-model", temperature: 0.2 };

    expect(bodyFor(chat, "chat_completions")).toEqual({
      ...stated,
      messages,
      max_completion_tokens: 20,
    });
    expect(bodyFor(chat, "chat_completions", { chat_limit_field: "max_tokens" })).toEqual({
      ...stated,
      messages,
      max_tokens: 20,
    });
    expect(bodyFor(response, "responses")).toEqual({
      ...stated,
      input: "Hi",
      max_output_tokens: 20,
    });
  });

  it("says a limit that the line states by another form's name in its own", () => {
    const chat = chatItem({ messages: [], max_output_tokens: 30 }, { max_output_tokens: 30 });
    const response = responsesItem({ input: "Hi", max_tokens: 30 }, { max_output_tokens: 30 });

    expect(bodyFor(chat, "chat_completions")).toEqual({
      model: "upstream-model",
      messages: [],
      max_completion_tokens: 30,
    });
    expect(bodyFor(response, "responses")).toEqual({
      model: "upstream-model",
      input: "Hi",
      max_output_tokens: 30,
    });
  });
});

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

describe("Gemini", () => {
  it("is told turns as user and model, calls by their signature's stand-in and results by their name", () => {
    expect(bodyFor(chatItem(TOOL_CHAT), "generate_content")).toEqual({
      systemInstruction: { parts: [{ text: "You are brief." }] },
      contents: [
        {
          role: "user",
          parts: [
            { text: "What is the weather where this was taken?" },
            { inlineData: { mimeType: "image/png", data: PNG } },
          ],
        },
        {
          role: "model",
          parts: [
            { text: "I will look." },
            {
              functionCall: { id: "call_1", name: "place", args: {} },
              thoughtSignature: "skip_thought_signature_validator",
            },
            { functionCall: { id: "call_2", name: "weather", args: { city: "Oslo" } } },
          ],
        },
        {
          role: "user",
          parts: [
            { functionResponse: { id: "call_1", name: "place", response: { output: "Oslo" } } },
            {
              functionResponse: {
                id: "call_2",
                name: "weather",
                response: { output: '{"celsius":-3}' },
              },
            },
            { text: "And tomorrow?" },
          ],
        },
      ],
      tools: [
        {
          functionDeclarations: [
            {
              name: "weather",
              description: "The weather of a city.",
              parametersJsonSchema: { type: "object", properties: { city: { type: "string" } } },
            },
            { name: "place" },
          ],
        },
      ],
      toolConfig: { functionCallingConfig: { mode: "VALIDATED" } },
    });
  });

  it("is told the settings of its own generationConfig", () => {
    const body = bodyFor(
      chatItem({
        messages: [{ role: "user", content: "Hi" }],
        max_tokens: 100_000,
        temperature: 2,
        top_p: 0.5,
        top_k: 40,
        frequency_penalty: 0.1,
        presence_penalty: 0.2,
        seed: 7,
        stop: "END",
        n: 2,
        logprobs: true,
        top_logprobs: 4,
        reasoning_effort: "minimal",
        response_format: { type: "json_schema", json_schema: { name: "a", schema: SCHEMA } },
      }),
      "generate_content",
    );

    expect(body.generationConfig).toEqual({
      maxOutputTokens: 8_192,
      temperature: 2,
      topP: 0.5,
      topK: 40,
      frequencyPenalty: 0.1,
      presencePenalty: 0.2,
      seed: 7,
      stopSequences: ["END"],
      candidateCount: 2,
      responseLogprobs: true,
      logprobs: 4,
      thinkingConfig: { thinkingLevel: "MINIMAL" },
      responseMimeType: "application/json",
      responseJsonSchema: SCHEMA,
    });
  });

  it("is told which functions may be called, whether one must be or not", () => {
    const place = { type: "function", function: { name: "place" } };
    const configFor = (tool_choice: unknown) =>
      bodyFor(
        chatItem({ messages: [{ role: "user", content: "Hi" }], tools: [place], tool_choice }),
        "generate_content",
      ).toolConfig;
    const allowed = (mode: string) => ({
      type: "allowed_tools",
      allowed_tools: { mode, tools: [place] },
    });
    const configOf = (mode: string, names?: string[]) => ({
      functionCallingConfig: names === undefined ? { mode } : { mode, allowedFunctionNames: names },
    });

    expect(configFor("auto")).toEqual(configOf("AUTO"));
    expect(configFor("none")).toEqual(configOf("NONE"));
    expect(configFor("required")).toEqual(configOf("ANY"));
    expect(configFor(place)).toEqual(configOf("ANY", ["place"]));
    expect(configFor(allowed("required"))).toEqual(configOf("ANY", ["place"]));
    expect(configFor(allowed("auto"))).toEqual(configOf("VALIDATED", ["place"]));
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
