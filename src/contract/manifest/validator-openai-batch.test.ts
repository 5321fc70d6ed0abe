import { expect, test } from "vitest";
import { brief, judge, native, openaiBatch } from "./testing.ts";

const KNOWN_MODELS = new Set(["gpt-4o-mini", "gpt-4o", "text-embedding-3-small"]);

const body = { model: "gpt-4o-mini", messages: [{ role: "user", content: "Name a river." }] };

test.each([
  ["no id", openaiBatch({ custom_id: undefined }), ["2 missing_field custom_id"]],
  ["a used id", openaiBatch({ custom_id: "item-0" }), ["2 duplicate_id custom_id"]],
  ["another method", openaiBatch({ method: "post" }), ["2 invalid_value method"]],
  ["no method", openaiBatch({ method: undefined }), ["2 missing_field method"]],
  ["another url", openaiBatch({ url: "/v1/images/generations" }), ["2 unsupported_url url"]],
  ["no body", openaiBatch({ body: undefined }), ["2 missing_field body"]],
  [
    "no model",
    openaiBatch({ body: { ...body, model: undefined } }),
    ["2 missing_field body.model"],
  ],
  [
    "an unknown model",
    openaiBatch({ body: { ...body, model: "gpt-5o" } }),
    ["2 unknown_model body.model"],
  ],
  ["no messages", openaiBatch({ body: { model: "gpt-4o" } }), ["2 missing_field body.messages"]],
  [
    "no input",
    openaiBatch({ url: "/v1/responses", body: { model: "gpt-4o" } }),
    ["2 missing_field body.input"],
  ],
  [
    "nothing to embed",
    openaiBatch({ url: "/v1/embeddings", body: { model: "gpt-4o", input: [] } }),
    ["2 invalid_value body.input"],
  ],
  [
    "text for a maximum",
    openaiBatch({ body: { ...body, max_tokens: "300" } }),
    ["2 invalid_type body.max_tokens"],
  ],
  ["a field of the body beside it", openaiBatch({ model: "gpt-4o" }), ["2 unknown_field model"]],
  ["the other format", native(), ["2 mixed_formats"]],
])("an OpenAI Batch line with %s is named", (_name, line, expected) => {
  const { issues } = judge([openaiBatch({ custom_id: "item-0" }), line], {
    knownModels: KNOWN_MODELS,
  });
  expect(brief(issues)).toEqual(expected);
});

test.each([
  ["a chat", openaiBatch()],
  [
    "a chat of tools",
    openaiBatch({ body: { ...body, tools: [{ type: "function" }], max_completion_tokens: 5 } }),
  ],
  [
    "a response to items",
    openaiBatch({
      url: "/v1/responses",
      body: { model: "gpt-4o", input: [{ type: "function_call_output" }] },
    }),
  ],
  [
    "texts to embed",
    openaiBatch({ url: "/v1/embeddings", body: { model: "gpt-4o", input: ["a"] } }),
  ],
  [
    "tokens to embed",
    openaiBatch({ url: "/v1/embeddings", body: { model: "gpt-4o", input: [[1, 2], [3]] } }),
  ],
])("an OpenAI Batch line with %s is good", (_name, line) => {
  expect(judge([line], { knownModels: KNOWN_MODELS }).issues).toEqual([]);
});

test("the summary names each endpoint that good lines are for, with the first of them", () => {
  const embedding = {
    url: "/v1/embeddings",
    body: { model: "text-embedding-3-small", input: "a" },
  };
  const lines = [
    openaiBatch({ custom_id: "a", url: "/v1/responses" }),
    openaiBatch({ custom_id: "b", url: "/v1/chat/completions", body }),
    openaiBatch({ custom_id: "c", ...embedding }),
    openaiBatch({ custom_id: "d", url: "/v1/chat/completions", body }),
  ];
  expect(judge(lines).summary.urls).toEqual([
    { url: "/v1/chat/completions", first_line: 2 },
    { url: "/v1/embeddings", first_line: 3 },
  ]);
});
