import fc from "fast-check";
import { estimateTokenCount } from "tokenx";
import { expect, test } from "vitest";
import { estimateTextTokens, estimateTokens } from "./token-estimate.ts";

test("ASCII text is counted as tokenx counts it", () => {
  const word = fc.constantFrom(
    "a",
    "the",
    "estimate",
    "Overestimation",
    "12345",
    "x9",
    "it's",
    "\u0001",
  );
  const gap = fc.constantFrom(
    " ",
    "  ",
    "\n",
    "\n\n",
    " \n",
    "\n  ",
    "\t",
    ", ",
    ".\n",
    "...",
    "=========",
    ")\n\n",
    "",
  );
  const text = fc.array(fc.oneof(word, gap), { maxLength: 30 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ unit: "binary-ascii" })), (ascii) => {
      expect(estimateTextTokens(ascii)).toBe(estimateTokenCount(ascii));
    }),
    { numRuns: 5000 },
  );
});

test("words with quotes, dashes and dots as prose has them are counted as tokenx counts them", () => {
  const mark = fc.integer({ min: 0x200b, max: 0x2027 }).map((code) => String.fromCodePoint(code));
  const part = fc.oneof(mark, fc.constantFrom("a", "Quoted", "12", " ", ".", "é", "\n"));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const text = parts.join("");
      expect(estimateTextTokens(text)).toBe(estimateTokenCount(text));
    }),
    { numRuns: 5000 },
  );
});

test.each([
  "Grüße aus Köln, wie geht es?",
  "今天天气很好，我们去公园。",
  "Привет, как дела?",
  "Janet’s ducks — 16 eggs 🦆",
])("other scripts are counted as tokenx counts them: %s", (text) => {
  expect(estimateTextTokens(text)).toBe(estimateTokenCount(text));
});

test("every part that a model reads is counted", () => {
  const chat = { messages: [{ role: "user", content: "Name a river." }] };
  const counted = estimateTokens(chat);
  expect(counted).toBe(estimateTokenCount("Name a river.") + 6);
  const image = { type: "image_url", image_url: { url: "https://example.com/a.png" } };
  const parts = [{ type: "text", text: "Name a river." }, image];
  expect(estimateTokens({ messages: [{ role: "user", content: parts }] })).toBeGreaterThan(
    counted + 500,
  );
  expect(
    estimateTokens({ ...chat, tools: [{ type: "function", function: { name: "look_up" } }] }),
  ).toBeGreaterThan(counted);
  expect(estimateTokens({ instructions: "Be brief.", input: "Name a river." })).toBe(
    estimateTokenCount("Be brief.") + estimateTokenCount("Name a river."),
  );
  expect(estimateTokens({ input: ["one", "two", "three"] })).toBe(3);
  expect(estimateTokens({ input: [[1, 2, 3], [4]] })).toBe(4);
});

test.each([
  ["", 0],
  ["a", 1],
  ["abc", 1],
  ["ABC", 1],
  ["ABCD", 1],
  ["abcdefgh", 1],
  ["abcdefghi", 2],
  ["Abcdefgh", 2],
  ["123", 1],
  ["1234", 2],
  ["a1b2", 1],
  ["......", 1],
  [".......", 2],
  [". . .", 3],
  ["a\nb", 3],
  ["a.\nb", 3],
  ["a\n\n\nb", 3],
  ["a\u0080", estimateTokenCount("a\u0080")],
  ["\u0080\u0080\u0080\u0080", estimateTokenCount("\u0080\u0080\u0080\u0080")],
])("%j is estimated at %i tokens, as tokenx has it", (text, tokens) => {
  expect(estimateTextTokens(text)).toBe(tokens);
  expect(estimateTokenCount(text)).toBe(tokens);
});

test("an image counts as one of 1024 by 1024 in high detail, and a message for three tokens", () => {
  const image = { type: "input_image" };
  expect(estimateTokens({ messages: [{ content: [image, image] }] })).toBe(2 * 765 + 6);
  expect(estimateTokens({ messages: [{ content: "a" }, { content: "b" }] })).toBe(2 + 9);
});
