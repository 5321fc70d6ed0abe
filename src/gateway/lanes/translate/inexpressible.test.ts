import { describe, expect, it } from "vitest";
import { parseItem } from "#contract/manifest/parse-item.ts";
import { DROPPED_FIELDS } from "./dropped-fields.ts";
import {
  chatItem,
  chatPaths,
  issuesFor,
  responsesItem,
  responsesPaths,
  targetOf,
} from "./test-items.ts";
import { toWire } from "./to-wire.ts";

const hi = [{ role: "user", content: "Hi" }];

describe("what cannot be expressed", () => {
  it("is named by its path in the line and with the reason, all of it at once", () => {
    const issues = issuesFor(
      chatItem({ messages: hi, n: 4, logprobs: true, seed: 7, logit_bias: { "1": 2 } }),
      "messages",
    );

    expect(issues).toEqual([
      {
        path: "body.logit_bias",
        message:
          "body.logit_bias names tokens of one provider's models, which mean nothing to another's.",
      },
      { path: "body.seed", message: "body.seed has no place in Messages." },
      {
        path: "body.n",
        message: "body.n asks for several answers. Messages give one.",
      },
      {
        path: "body.logprobs",
        message: "body.logprobs asks for log probabilities, which Messages do not give.",
      },
    ]);
  });

  it("is named once where it is of the wrong kind, and 50 times at most", () => {
    const parts = Array.from({ length: 20_000 }, () => ({ type: "sound" }));

    expect(chatPaths({ response_format: "json", tool_choice: 7 }, "messages")).toEqual([
      "body.response_format",
      "body.tool_choice",
    ]);
    expect(chatPaths({ messages: [{ role: "user", content: parts }] }, "messages")).toHaveLength(
      50,
    );
  });

  it("is named by the path of a native line, for an item as the validator parses it", () => {
    const item = parseItem(
      JSON.stringify({
        customer_item_id: "a",
        operation: "responses",
        model: "m",
        temperature: 1.5,
        input: { messages: hi, seed: 1 },
      }),
    );

    expect(toWire(item, targetOf("messages"))).toEqual({
      inexpressible: [
        {
          path: "temperature",
          message: "temperature is above 1, where the temperature of Messages ends.",
        },
        { path: "input.seed", message: "input.seed has no place in Messages." },
      ],
    });
  });

  it.each([
    [
      "another name of a participant",
      { messages: [{ ...hi[0], name: "ann" }] },
      "body.messages[0].name",
    ],
    ["speech", { modalities: ["text", "audio"] }, "body.modalities"],
    ["functions in their older form", { functions: [] }, "body.functions"],
    ["a search that the provider runs", { web_search_options: {} }, "body.web_search_options"],
    ["a tool that takes free text", { tools: [{ type: "custom" }] }, "body.tools[0].type"],
    ["a field that nobody knows", { min_p: 0.1 }, "body.min_p"],
    ["a name that is no word", { "a b": 1 }, 'body["a b"]'],
    ["a setting of the wrong kind", { temperature: "hot" }, "body.temperature"],
    [
      "an unknown role",
      { messages: [{ role: "narrator", content: "x" }] },
      "body.messages[0].role",
    ],
    [
      "a field that nobody knows in a part",
      { messages: [{ role: "user", content: [{ type: "text", text: "x", loud: true }] }] },
      "body.messages[0].content[0].loud",
    ],
  ])("of a chat body: %s, for every other form", (_what, body, path) => {
    for (const form of ["responses", "messages", "generate_content"] as const)
      expect(chatPaths(body, form)).toEqual([path]);
  });

  it.each([
    ["an earlier answer", { previous_response_id: "resp_1" }, "body.previous_response_id"],
    ["a stored prompt", { prompt: { id: "p" } }, "body.prompt"],
    ["a hosted tool", { tools: [{ type: "web_search" }] }, "body.tools[0].type"],
    ["a summary of thoughts", { reasoning: { summary: "auto" } }, "body.reasoning.summary"],
    ["shortening", { truncation: "auto" }, "body.truncation"],
    ["an answer in the background", { background: true }, "body.background"],
    ["more of an answer", { include: ["reasoning.encrypted_content"] }, "body.include"],
    [
      "earlier thoughts",
      { input: [{ type: "reasoning", id: "rs_1", summary: [] }] },
      "body.input[0].type",
    ],
    [
      "a file by its id",
      { input: [{ role: "user", content: [{ type: "input_image", file_id: "file_1" }] }] },
      "body.input[0].content[0].file_id",
    ],
  ])("of a responses body: %s, for every other form", (_what, body, path) => {
    for (const form of ["chat_completions", "messages", "generate_content"] as const)
      expect(responsesPaths(body, form)).toEqual([path]);
  });
});

describe("what has no effect on the answer", () => {
  it("stands in no one's way", () => {
    const body = {
      messages: [
        { ...hi[0], content: [{ type: "text", text: "Hi", prompt_cache_breakpoint: {} }] },
      ],
      metadata: { a: "b" },
      store: true,
      stream: false,
      stream_options: { include_usage: true },
      service_tier: "flex",
      prompt_cache_key: "k",
      modalities: ["text"],
      n: 1,
      logprobs: false,
      stop: null,
      tools: null,
    };

    expect(toWire(chatItem(body), targetOf("messages"))).toEqual({
      body: { model: "upstream-model", max_tokens: 8_192, messages: hi },
    });
  });

  it("is each field of the table, whatever it holds, for every other form", () => {
    const dropped = Object.fromEntries(Object.keys(DROPPED_FIELDS).map((name) => [name, "odd"]));

    for (const item of [
      chatItem({ messages: hi, ...dropped }),
      responsesItem({ input: "Hi", ...dropped }),
    ])
      expect(JSON.stringify(toWire(item, targetOf("messages")))).toBe(
        '{"body":{"model":"upstream-model","max_tokens":8192,"messages":[{"role":"user","content":"Hi"}]}}',
      );
  });
});
