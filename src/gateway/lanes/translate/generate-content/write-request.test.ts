import { describe, expect, it } from "vitest";
import { bodyFor, chatItem, PNG, SCHEMA, TOOL_CHAT } from "../test-items.ts";

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

    const noTools = { messages: [{ role: "user", content: "Hi" }], tool_choice: "none" };

    expect(bodyFor(chatItem(noTools), "generate_content")).not.toHaveProperty("toolConfig");
    expect(configFor("auto")).toEqual(configOf("AUTO"));
    expect(configFor("none")).toEqual(configOf("NONE"));
    expect(configFor("required")).toEqual(configOf("ANY"));
    expect(configFor(place)).toEqual(configOf("ANY", ["place"]));
    expect(configFor(allowed("required"))).toEqual(configOf("ANY", ["place"]));
    expect(configFor(allowed("auto"))).toEqual(configOf("VALIDATED", ["place"]));
  });
});
