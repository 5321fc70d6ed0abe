import { expect, test } from "vitest";
import { brief, judge, native, openaiBatch } from "./testing.ts";

const KNOWN_MODELS = new Set(["gpt-4o-mini", "gpt-4o", "text-embedding-3-small"]);

/** Every kind of fault, alone on the second line of an otherwise good file. */
const FAULTS: readonly (readonly [name: string, line: unknown, issues: readonly string[]])[] = [
  ["no JSON", '{"customer_item_id": "a",}', ["2 invalid_json"]],
  ["a list", [1], ["2 not_an_object"]],
  ["a text", '"text"', ["2 not_an_object"]],
  ["null", "null", ["2 not_an_object"]],
  ["nothing", "", ["2 blank_line"]],
  ["blanks", " \t ", ["2 blank_line"]],
  ["no id", native({ customer_item_id: undefined }), ["2 missing_field customer_item_id"]],
  ["an id that is a number", native({ customer_item_id: 7 }), ["2 invalid_type customer_item_id"]],
  ["an empty id", native({ customer_item_id: "" }), ["2 invalid_value customer_item_id"]],
  [
    "a long id",
    native({ customer_item_id: "x".repeat(257) }),
    ["2 invalid_value customer_item_id"],
  ],
  ["an id with NUL", native({ customer_item_id: "a\u0000" }), ["2 invalid_value customer_item_id"]],
  [
    "an id with half a pair",
    native({ customer_item_id: "a\ud800" }),
    ["2 invalid_value customer_item_id"],
  ],
  ["a used id", native({ customer_item_id: "item-0" }), ["2 duplicate_id customer_item_id"]],
  ["no operation", native({ operation: undefined }), ["2 missing_field operation"]],
  [
    "another operation",
    native({ operation: "completions" }),
    ["2 unsupported_operation operation"],
  ],
  ["no model", native({ model: undefined }), ["2 missing_field model"]],
  ["an unknown model", native({ model: "gpt-5o" }), ["2 unknown_model model"]],
  [
    "an unknown option",
    native({ model_options: ["gpt-4o", "gpt-5o"] }),
    ["2 unknown_model model_options[1]"],
  ],
  [
    "an option that is no text",
    native({ model_options: [null] }),
    ["2 invalid_type model_options[0]"],
  ],
  [
    "options that are no list",
    native({ model_options: "gpt-4o" }),
    ["2 invalid_type model_options"],
  ],
  ["no input", native({ input: undefined }), ["2 missing_field input"]],
  ["an input that is text", native({ input: "Hello" }), ["2 invalid_type input"]],
  ["an empty input", native({ input: {} }), ["2 missing_field input.messages"]],
  [
    "two inputs",
    native({ input: { input: "a", messages: [{ role: "user", content: "a" }] } }),
    ["2 invalid_value input"],
  ],
  ["no messages", native({ input: { messages: [] } }), ["2 invalid_value input.messages"]],
  [
    "a message without role",
    native({ input: { messages: [{ content: "a" }] } }),
    ["2 missing_field input.messages[0].role"],
  ],
  [
    "a message of no role",
    native({ input: { messages: [{ role: "me", content: "a" }] } }),
    ["2 invalid_value input.messages[0].role"],
  ],
  [
    "a message without content",
    native({ input: { messages: [{ role: "user" }] } }),
    ["2 missing_field input.messages[0].content"],
  ],
  [
    "a content of a number",
    native({ input: { messages: [{ role: "user", content: 1 }] } }),
    ["2 invalid_type input.messages[0].content"],
  ],
  [
    "a part of a number",
    native({ input: { messages: [{ role: "user", content: [1] }] } }),
    ["2 invalid_type input.messages[0].content[0]"],
  ],
  [
    "a message of text",
    native({ input: { input: [{ role: "user", content: "a" }, "b"] } }),
    ["2 invalid_type input.input[1]"],
  ],
  [
    "nothing to embed",
    native({ operation: "embeddings", input: {} }),
    ["2 missing_field input.input"],
  ],
  [
    "tokens to embed",
    native({ operation: "embeddings", input: { input: [1] } }),
    ["2 invalid_type input.input[0]"],
  ],
  [
    "empty texts to embed",
    native({ operation: "embeddings", input: { input: ["a", ""] } }),
    ["2 invalid_value input.input[1]"],
  ],
  ["a temperature of 3", native({ temperature: 3 }), ["2 invalid_value temperature"]],
  ["a temperature in words", native({ temperature: "hot" }), ["2 invalid_type temperature"]],
  ["no output tokens", native({ max_output_tokens: 0 }), ["2 invalid_value max_output_tokens"]],
  [
    "half an output token",
    native({ max_output_tokens: 0.5 }),
    ["2 invalid_value max_output_tokens"],
  ],
  ["metadata in a list", native({ metadata: [] }), ["2 invalid_type metadata"]],
  ["an unknown field", native({ max_tokens: 5 }), ["2 unknown_field max_tokens"]],
  [
    "a field called __proto__",
    '{"__proto__": 1, "customer_item_id": "a"}',
    [
      "2 unknown_field __proto__",
      "2 missing_field operation",
      "2 missing_field model",
      "2 missing_field input",
    ],
  ],
  ["the other format", openaiBatch(), ["2 mixed_formats"]],
  [
    "several faults",
    native({ customer_item_id: "item-0", model: "x", temperature: 9, extra: 1 }),
    [
      "2 unknown_field extra",
      "2 unknown_model model",
      "2 invalid_value temperature",
      "2 duplicate_id customer_item_id",
    ],
  ],
];

test.each(FAULTS)("a native line with %s is named", (_name, line, expected) => {
  const { issues, summary } = judge(
    [native({ customer_item_id: "item-0" }), line, native({ customer_item_id: "item-2" })],
    {
      knownModels: KNOWN_MODELS,
    },
  );
  expect(brief(issues)).toEqual(expected);
  expect(summary).toMatchObject({
    item_count: 2,
    line_count: 3,
    issue_count: expected.length,
    is_complete: true,
  });
});

test.each([
  ["messages", native()],
  ["a text", native({ input: { input: "Name a river." } })],
  ["messages as input", native({ input: { input: [{ role: "user", content: "Name a river." }] } })],
  [
    "images",
    native({
      operation: "vision",
      input: { messages: [{ role: "user", content: [{ type: "image_url" }] }] },
    }),
  ],
  [
    "a tool call",
    native({
      input: {
        messages: [
          { role: "assistant", tool_calls: [] },
          { role: "tool", content: "4" },
        ],
      },
    }),
  ],
  [
    "every option",
    native({
      model_options: ["gpt-4o"],
      metadata: { a: [{}] },
      max_output_tokens: 1,
      temperature: 0,
    }),
  ],
  [
    "options of null",
    native({ model_options: null, metadata: null, max_output_tokens: null, temperature: null }),
  ],
  ["free fields in its input", native({ input: { input: "a", whatever: { it: "is" } } })],
  ["a text to embed", native({ operation: "embeddings", input: { input: "a" } })],
  ["texts to embed", native({ operation: "embeddings", input: { input: ["a", "b"] } })],
  ["an id of 256 characters", native({ customer_item_id: "é".repeat(256) })],
])("a native line with %s is good", (_name, line) => {
  expect(judge([line], { knownModels: KNOWN_MODELS }).issues).toEqual([]);
});
