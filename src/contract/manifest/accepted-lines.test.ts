import { expect, test } from "vitest";
import { findJsonFault } from "./json-fault.ts";
import { MANIFEST_LIMITS } from "./limits.ts";
import { brief, judge, native, openaiBatch } from "./testing.ts";

const { maxEmbeddingInputs, maxIdLength, maxModelLength, maxModelOptions, maxOutputTokens } =
  MANIFEST_LIMITS;

const texts = (count: number) => Array.from({ length: count }, () => "a");
const says = (message: object) => ({ input: { messages: [message] } });
const tokens = (input: unknown) =>
  openaiBatch({ url: "/v1/embeddings", body: { model: "m", input } });

test.each([
  ["the longest id", native({ customer_item_id: "x".repeat(maxIdLength) })],
  ["the longest model", native({ model: "x".repeat(maxModelLength) })],
  ["the most other models", native({ model_options: texts(maxModelOptions) })],
  ["the highest temperature", native({ temperature: 2 })],
  ["the lowest temperature", native({ temperature: 0 })],
  ["the most output tokens", native({ max_output_tokens: maxOutputTokens })],
  ["one output token", native({ max_output_tokens: 1 })],
  [
    "the most texts to embed",
    native({ operation: "embeddings", input: { input: texts(maxEmbeddingInputs) } }),
  ],
  ["the lowest token", tokens([0])],
  ["more tokens than texts are allowed", tokens(Array(maxEmbeddingInputs + 1).fill(7))],
  ["tokens beside texts", tokens(["a", [0, 1]])],
])("a line with %s is good", (_name, line) => {
  expect(judge([line]).issues).toEqual([]);
});

test.each(["system", "developer", "user", "assistant", "tool", "function"])(
  "a message of the role %s is good",
  (role) => {
    expect(judge([native(says({ role, content: "a" }))]).issues).toEqual([]);
  },
);

test("only a list of whole numbers from 0 on is taken for tokens", () => {
  const bad = [
    [1, -1],
    [1, 0.5],
    ["1", 1],
    [1, null],
  ];
  for (const input of bad) expect(judge([tokens(input)]).issues).not.toEqual([]);
});

test("only an assistant may say nothing", () => {
  const roles = ["system", "user", "tool"];
  expect(judge([native(says({ role: "assistant", content: null }))]).issues).toEqual([]);
  for (const role of roles)
    expect(brief(judge([native(says({ role, content: null }))]).issues)).toEqual([
      "1 invalid_type input.messages[0].content",
    ]);
});

test.each([
  '{"a":[true,false,null,"",{},[]]}',
  '{"a":-0,"b":-1.5e-3,"c":1E5,"d":1e+5,"e":10.01,"f":0.1}',
  ' \t\r\n{ "a" : [ 1 , 2 ] , "b" : { } } \t\r\n',
  '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uABCD\\ud83e\\udd86"',
  '"\u007f \u2028“”\'`#//"',
  "7",
])("no fault is found in %j, which is JSON", (text) => {
  expect(() => JSON.parse(text) as unknown).not.toThrow();
  expect(findJsonFault(text)).toBeUndefined();
});
