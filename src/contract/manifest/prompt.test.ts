import { expect, test } from "vitest";
import { isRecord, textOfPrompt, walkPrompt } from "./prompt.ts";

/** What a walk meets, in order, one word or phrase each. */
function met(body: Record<string, unknown>): string[] {
  const seen: string[] = [];
  walkPrompt(body, {
    text: (text) => seen.push(`text ${text}`),
    message: () => seen.push("message"),
    image: () => seen.push("image"),
    tokens: (count) => seen.push(`tokens ${count}`),
    schema: (schema) => seen.push(`schema ${JSON.stringify(schema)}`),
  });
  return seen;
}

const parts = [
  "a",
  { type: "text", text: "b" },
  { type: "image_url", image_url: {} },
  { type: "input_image" },
  { type: "input_audio" },
  { type: "text", text: 5 },
  null,
  7,
];

test.each<[string, Record<string, unknown>, string[]]>([
  ["nothing", {}, []],
  [
    "messages",
    { messages: [{ role: "system", content: "a" }, { content: "b" }] },
    ["message", "text a", "message", "text b"],
  ],
  ["no list of messages", { messages: "a" }, []],
  ["parts", { messages: [{ content: parts }] }, ["message", "text a", "text b", "image", "image"]],
  [
    "messages without content",
    { messages: [{ role: "assistant", content: null }, {}, null, "a", ["b"]] },
    ["message", "message"],
  ],
  ["instructions before an input", { input: "b", instructions: "a" }, ["text a", "text b"]],
  ["instructions that are no text", { instructions: 5, input: 5 }, []],
  ["texts to embed", { input: ["a", "b"] }, ["text a", "text b"]],
  ["tokens", { input: [1, 2, 3] }, ["tokens 3"]],
  ["lists of tokens", { input: [[1, 2], [3]] }, ["tokens 2", "tokens 1"]],
  ["a list of nothing", { input: [] }, []],
  [
    "messages as input",
    { input: [{ role: "user", content: "a" }, null, 5, "b"] },
    ["message", "text a", "text b"],
  ],
  [
    "what a tool answered",
    { input: [{ type: "function_call_output", output: "a" }, { output: 5 }] },
    ["message", "text a", "message"],
  ],
  ["tools", { tools: [1] }, ["schema [1]"]],
  ["no tools", { tools: null, response_format: null, text: "plain" }, []],
  [
    "the form of the answer",
    { response_format: { a: 1 }, text: { b: 2 }, tools: [] },
    ["schema []", 'schema {"a":1}', 'schema {"b":2}'],
  ],
])("a walk over %s meets all that a model would read", (_name, body, seen) => {
  expect(met(body)).toEqual(seen);
});

test("the text of a prompt has a line for each piece, and nothing of its tools", () => {
  expect(textOfPrompt({ instructions: "a", input: "b", tools: [1] })).toBe("a\nb");
  expect(textOfPrompt({ messages: [{ content: parts }] })).toBe("a\nb");
});

test("only an object is a record", () => {
  expect([{}, Object.create(null), [], null, undefined, "a", 5].map(isRecord)).toEqual([
    true,
    true,
    ...Array.from({ length: 5 }, () => false),
  ]);
});
