import { expect, test } from "vitest";
import { brief, bytesOf, judge, judgeChunks, native, openaiBatch } from "./testing.ts";

const KNOWN_MODELS = new Set(["gpt-4o-mini", "gpt-4o", "text-embedding-3-small"]);

test("messages say what is wrong and the likely fix", () => {
  const { issues } = judge(
    [
      native({ model: "gpt4o-mini" }),
      native({ operation: "response", customer_item_id: "b" }),
      native({ customerItemId: "c", customer_item_id: "c" }),
      native({ customer_item_id: "item-1" }),
    ],
    { knownModels: KNOWN_MODELS },
  );
  expect(issues.map(({ message }) => message)).toEqual([
    'Unknown model "gpt4o-mini". Did you mean "gpt-4o-mini"?',
    'operation "response" is not supported. Did you mean "responses"?',
    '"customerItemId" is not a field of a line. Did you mean "customer_item_id"?',
    'customer_item_id "item-1" was first used on line 1. An id may be used once.',
  ]);
});

test("an address is met with the path that was meant", () => {
  const { issues } = judge([openaiBatch({ url: "https://api.openai.com/v1/chat/completions" })]);
  expect(issues[0]?.message).toContain('Did you mean "/v1/chat/completions"?');
});

test("a model that cannot do the operation is named with what it can", () => {
  const knownModels = new Map([["text-embedding-3-small", ["embeddings" as const]]]);
  const { issues } = judge([native({ model: "text-embedding-3-small" })], { knownModels });
  expect(brief(issues)).toEqual(["1 unsupported_operation model"]);
  expect(issues[0]?.message).toBe(
    "text-embedding-3-small does not do responses. It does embeddings.",
  );
});

test("issues carry the id of their line under either format", () => {
  expect(judge([native({ temperature: 9 })]).issues[0]?.customer_item_id).toBe("item-1");
  expect(judge([openaiBatch({ extra: 1 })]).issues[0]?.customer_item_id).toBe("item-1");
  expect(
    judge([openaiBatch(), native({ customer_item_id: "n" })]).issues[0]?.customer_item_id,
  ).toBe("n");
});

test("the first line that shows a format decides it; a line that shows none is named", () => {
  const { issues, summary } = judge([
    { prompt: "a" },
    "oops",
    openaiBatch({ custom_id: "a" }),
    { prompt: "a" },
    native(),
  ]);
  expect(summary.format).toBe("openai_batch");
  expect(brief(issues).slice(0, 2)).toEqual(["1 unknown_format", "2 invalid_json"]);
  expect(brief(issues)).toContain("4 unknown_field prompt");
  expect(brief(issues).at(-1)).toBe("5 mixed_formats");
});

test("broken UTF-8 is named by its byte", () => {
  const { issues } = judgeChunks([bytesOf('{"a": "'), Uint8Array.of(0xe9), bytesOf('"}\n')]);
  expect(brief(issues)).toEqual(["1 invalid_utf8"]);
  expect(issues[0]?.message).toContain("Byte 8 of the line (0xE9)");
});

test("a byte order mark, CR LF and a missing last line end are taken", () => {
  const text = `\ufeff${JSON.stringify(native())}\r\n${JSON.stringify(native({ customer_item_id: "b" }))}`;
  const { issues, summary } = judge(text);
  expect(issues).toEqual([]);
  expect(summary).toMatchObject({ item_count: 2, line_count: 2, has_bom: true, has_crlf: true });
  expect(summary.line_index.offsets[0]).toBe(3);
});

test("U+2028 inside a line ends none", () => {
  const line = JSON.stringify(native({ metadata: { note: "a\u2028b\u2029c" } }));
  expect(line).toContain("\u2028");
  expect(judge(`${line}\n`).summary).toMatchObject({ item_count: 1, line_count: 1 });
});

test.each(["", "\ufeff"])("an input of nothing is named", (text) => {
  const { issues, summary } = judge(text);
  expect(brief(issues)).toEqual(["1 empty_file"]);
  expect(summary).toMatchObject({ format: null, line_count: 0, is_complete: true });
});

test("groups sum items by operation and by models in their order", () => {
  const { summary } = judge([
    native({ customer_item_id: "a", max_output_tokens: 10 }),
    native({ customer_item_id: "b" }),
    native({
      customer_item_id: "c",
      model_options: ["gpt-4o", "gpt-4o-mini"],
      max_output_tokens: 5,
    }),
    native({ customer_item_id: "d", model: "gpt-4o", model_options: ["gpt-4o-mini"] }),
    native({ customer_item_id: "e", max_output_tokens: 20 }),
    native({ customer_item_id: "f", temperature: 9 }),
  ]);
  const group = { operation: "responses", input_tokens: expect.any(Number) as unknown };
  expect(summary.groups).toEqual([
    {
      ...group,
      models: ["gpt-4o-mini"],
      items: 3,
      max_output_tokens: 30,
      items_without_max_output_tokens: 1,
    },
    {
      ...group,
      models: ["gpt-4o-mini", "gpt-4o"],
      items: 1,
      max_output_tokens: 5,
      items_without_max_output_tokens: 0,
    },
    {
      ...group,
      models: ["gpt-4o", "gpt-4o-mini"],
      items: 1,
      max_output_tokens: 0,
      items_without_max_output_tokens: 1,
    },
  ]);
  expect(summary.groups[0]?.input_tokens).toBe(3 * (summary.groups[1]?.input_tokens ?? 0));
});
