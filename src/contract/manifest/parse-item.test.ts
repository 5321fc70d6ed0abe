import fc from "fast-check";
import { expect, test } from "vitest";
import { parseItem, promptText } from "./parse-item.ts";
import { bytesOf, judge, native, openaiBatch } from "./testing.ts";

test("a native line is read into the item that both formats share", () => {
  const line = native({
    model_options: ["gpt-4o", "gpt-4o-mini"],
    max_output_tokens: 9,
    temperature: 0.5,
    metadata: { a: 1 },
  });
  expect(parseItem(bytesOf(`${JSON.stringify(line)}\r\n`))).toEqual({
    custom_id: "item-1",
    format: "native",
    operation: "responses",
    models: ["gpt-4o-mini", "gpt-4o"],
    url: "/v1/chat/completions",
    body: line.input,
    max_output_tokens: 9,
    temperature: 0.5,
    metadata: { a: 1 },
  });
});

test("an OpenAI Batch line is read into the item that both formats share", () => {
  const body = { model: "gpt-4o", input: "Name a river.", max_output_tokens: 9, temperature: 1 };
  expect(parseItem(JSON.stringify(openaiBatch({ url: "/v1/responses", body })))).toEqual({
    custom_id: "item-1",
    format: "openai_batch",
    operation: "responses",
    models: ["gpt-4o"],
    url: "/v1/responses",
    body,
    max_output_tokens: 9,
    temperature: 1,
    metadata: null,
  });
});

test.each([
  [native({ input: { input: "a" } }), "/v1/responses"],
  [native({ operation: "vision" }), "/v1/chat/completions"],
  [native({ operation: "embeddings", input: { input: "a" } }), "/v1/embeddings"],
])("a native item has the url that its input fits", (line, url) => {
  expect(parseItem(JSON.stringify(line)).url).toBe(url);
});

test("the text of a prompt is all that was written in it, in order", () => {
  const parts = [
    { type: "text", text: "two" },
    { type: "image_url" },
    { type: "text", text: "three" },
  ];
  const messages = [
    { role: "system", content: "one" },
    { role: "user", content: parts },
    { role: "assistant", content: null },
  ];
  expect(promptText(parseItem(JSON.stringify(native({ input: { messages } }))))).toBe(
    "one\ntwo\nthree",
  );
  const embeddings = native({ operation: "embeddings", input: { input: ["one", "two"] } });
  expect(promptText(parseItem(JSON.stringify(embeddings)))).toBe("one\ntwo");
  const response = openaiBatch({
    url: "/v1/responses",
    body: { model: "a", instructions: "one", input: "two" },
  });
  expect(promptText(parseItem(JSON.stringify(response)))).toBe("one\ntwo");
});

test("a line is read exactly when the validator accepts it, and as it judged it", () => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom("responses", "embeddings", "gpt-4o-mini"),
  );
  const messages = fc.array(
    fc.record({ role: fc.constantFrom("user", "system", "me", 1), content: value }),
  );
  const input = fc.oneof(fc.record({ messages }), fc.record({ input: value }), value);
  const line = fc.record(
    {
      customer_item_id: fc.oneof(fc.string({ maxLength: 3 }), value),
      operation: fc.constantFrom("responses", "embeddings", "vision", "other"),
      model: fc.constantFrom("gpt-4o-mini", "", 1),
      input,
      metadata: value,
      temperature: fc.oneof(fc.double({ min: 0, max: 2, noNaN: true }), value),
      extra: value,
    },
    { requiredKeys: ["customer_item_id", "operation", "model", "input"] },
  );
  fc.assert(
    fc.property(line, (fields) => {
      const text = JSON.stringify(fields);
      const [accepted] = judge(`${text}\n`).items;
      if (accepted === undefined) expect(() => parseItem(text)).toThrow(TypeError);
      else expect(parseItem(text)).toEqual(accepted);
    }),
    { numRuns: 3000 },
  );
});

test.each([
  ["7", "The line is no input line."],
  ["{}", "The line is no input line."],
  ['{"customer_item_id":"a","custom_id":"a"}', "The line is no input line."],
  ['{"customer_item_id":""}', "customer_item_id is empty."],
  [JSON.stringify(native({ extra: 1 })), '"extra" is not a field of a line.'],
])("of a line that was never accepted, %s, the first fault is thrown", (text, message) => {
  expect(() => parseItem(text)).toThrow(new TypeError(message));
});

test("bytes that are not UTF-8 are no line", () => {
  const bytes = bytesOf(JSON.stringify(native({ customer_item_id: "abc" })));
  const broken = bytes.map((byte) => (byte === 0x62 ? 0xe9 : byte));
  expect(() => parseItem(broken)).toThrow(TypeError);
});
