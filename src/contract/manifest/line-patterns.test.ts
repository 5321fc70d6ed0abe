import fc from "fast-check";
import { expect, test } from "vitest";
import { CountingJudge } from "./counting-judge.ts";
import type { ManifestIssue } from "./issues.ts";
import type { ManifestItem } from "./item.ts";

import { LinePattern } from "./line-pattern.ts";
import { LinePatterns } from "./line-patterns.ts";
import { parseItem } from "./parse-item.ts";
import { bytesOf, judge, native, openaiBatch } from "./testing.ts";
import { estimateTokens } from "./token-estimate.ts";

const MAX_ID_LENGTH = 20;

function patternOf(line: string): LinePattern | undefined {
  return LinePattern.of(line, parseItem(line), MAX_ID_LENGTH);
}

/** What the pattern of one line makes of another. */
function matched(line: string, other: string) {
  const match = patternOf(line)?.match(bytesOf(other));
  return match && { custom_id: match.custom_id, input_tokens: match.input_tokens };
}

/** What reading the line itself makes of it. */
function read(line: string) {
  const { custom_id, body } = parseItem(line);
  return { custom_id, input_tokens: estimateTokens(body) };
}

const says = (content: string, fields = {}) =>
  JSON.stringify(native({ input: { messages: [{ role: "user", content }] }, ...fields }));

test.each([
  ["a chat", says("Name a river."), says("And a lake?", { customer_item_id: "b" })],
  [
    "an OpenAI Batch line",
    JSON.stringify(openaiBatch()),
    JSON.stringify(openaiBatch({ custom_id: "other" })).replace(
      "Name a river.",
      "Où est l’été?\\n",
    ),
  ],
  [
    "texts to embed",
    JSON.stringify(native({ operation: "embeddings", input: { input: ["a", "b"] } })),
    JSON.stringify(native({ operation: "embeddings", input: { input: ["much more", "."] } })),
  ],
  [
    "a text with instructions",
    JSON.stringify(native({ input: { instructions: "Be brief.", input: "Name a river." } })),
    JSON.stringify(native({ input: { instructions: "Take your time.", input: "Hi" } })),
  ],
  [
    "parts, an image and tools",
    JSON.stringify(
      native({
        input: {
          messages: [
            {
              role: "user",
              content: [
                { type: "text", text: "What is it?" },
                { type: "image_url", image_url: { url: "https://example.com/a.png" } },
              ],
            },
          ],
          tools: [{ type: "function", function: { name: "text", description: "What is it?" } }],
        },
      }),
    ),
    JSON.stringify(
      native({
        input: {
          messages: [
            {
              role: "user",
              content: [
                { type: "text", text: "And what is that beside it?" },
                { type: "image_url", image_url: { url: "https://example.com/a.png" } },
              ],
            },
          ],
          tools: [{ type: "function", function: { name: "text", description: "What is it?" } }],
        },
      }),
    ),
  ],
  ["blanks around colons", says("a").replaceAll(":", " : "), says("bcd").replaceAll(":", " : ")],
])("another line of %s counts as it would if it were read", (_what, line, other) => {
  expect(matched(line, other)).toEqual(read(other));
});

test.each([
  ["another role", says("a"), says("a").replace('"user"', '"assistant"')],
  ["another model", says("a"), says("a", { model: "gpt-4o" })],
  ["a field more", says("a"), says("a", { temperature: 1 })],
  ["a longer number", says("a", { max_output_tokens: 1 }), says("a", { max_output_tokens: 12 })],
  ["an empty text", says("a"), says("")],
  ["no id", says("a"), says("a", { customer_item_id: "" })],
  ["an id that is too long", says("a"), says("a", { customer_item_id: "x".repeat(21) })],
  ["an id that is escaped", says("a"), says("a", { customer_item_id: 'x"' })],
  ["an id that is not ASCII", says("a"), says("a", { customer_item_id: "é" })],
  ["an id with a character to delete", says("a"), says("a", { customer_item_id: "x\u007f" })],
  ["a blank at its end", says("a"), `${says("a")} `],
  ["its end missing", says("a"), says("a").slice(0, -1)],
  ["its last byte changed", says("a"), `${says("a").slice(0, -1)}]`],
  ["a text that is no JSON", says("a"), says("a").replace('"a"', '"\\x"')],
  [
    "other words in its metadata, which once were its text",
    says("a", { metadata: { note: "a" } }),
    says("b", { metadata: { note: "b" } }),
  ],
  [
    "another value of a name that stands there twice, where the last one counts",
    says("b").replace('"content"', '"content":"a","content"'),
    says("b").replace('"content"', '"content":"c","content"'),
  ],
])("a line with %s is to be read", (_what, line, other) => {
  expect(matched(line, line)).toBeDefined();
  expect(matched(line, other)).toBeUndefined();
});

test("the longest id is good, and so is every character of ASCII that can be printed", () => {
  for (const customer_item_id of ["x".repeat(20), " !#[]~"])
    expect(matched(says("a"), says("a", { customer_item_id }))).toMatchObject({
      custom_id: customer_item_id,
    });
});

test("a line of many strings has no pattern", () => {
  const many = (count: number) =>
    JSON.stringify(native({ metadata: { a: Array(count).fill("") } }));
  expect(patternOf(many(507))).toBeDefined();
  expect(patternOf(many(508))).toBeUndefined();
});

/** What the judge says of lines that it reads one by one, by no pattern. */
function judgeReading(lines: readonly string[]) {
  const issues: ManifestIssue[] = [];
  const items: ManifestItem[] = [];
  const judging = new CountingJudge({
    onIssue: (issue) => void issues.push(issue),
    onItem: ({ read: readItem }) => void items.push(readItem()),
  });
  let offset = 0;
  for (const [at, line] of lines.entries()) {
    judging.judgeValue(JSON.parse(line), at + 1, offset);
    offset += bytesOf(line).length + 1;
  }
  return { issues, items, summary: judging.summary() };
}

test("any file gets the issues, items and summary that reading each of its lines gives", () => {
  const id = fc.oneof(fc.constantFrom("a", "b", "", "é", '"'), fc.uuid());
  const text = fc.oneof(
    fc.constantFrom("", "Name a river.", "a\n\nb", "Grüße", "🦆"),
    fc.string({ unit: "binary" }),
  );
  const content = fc.oneof(
    { weight: 6, arbitrary: text },
    fc.array(
      fc.oneof(
        text.map((piece) => ({ type: "text", text: piece })),
        fc.constant({ type: "image_url", image_url: { url: "data:," } }),
      ),
      { maxLength: 2 },
    ),
    fc.constant(null),
  );
  const message = fc.record({
    role: fc.constantFrom("user", "user", "user", "assistant", "nobody"),
    content,
  });
  const input = fc.oneof(
    { weight: 6, arbitrary: fc.array(message, { maxLength: 2 }).map((messages) => ({ messages })) },
    text.map((piece) => ({ input: piece, instructions: "Be brief." })),
    fc.array(text, { maxLength: 2 }).map((texts) => ({ input: texts })),
  );
  const operation = fc.constantFrom("responses", "responses", "responses", "embeddings");
  const nativeLine = fc
    .tuple(id, operation, input)
    .map(([customer_item_id, does, asks]) =>
      native({ customer_item_id, operation: does, input: asks }),
    );
  const openaiLine = fc
    .tuple(id, input)
    .map(([custom_id, asks]) => openaiBatch({ custom_id, body: { model: "m", ...asks } }));
  const file = fc.oneof(
    fc.array(nativeLine, { maxLength: 30 }),
    fc.array(openaiLine, { maxLength: 30 }),
    fc.array(fc.oneof(nativeLine, openaiLine), { maxLength: 5 }),
  );
  const isInAscii = fc.boolean();
  fc.assert(
    fc.property(file, isInAscii, (lines, ascii) => {
      const written = lines.map((line) => {
        const json = JSON.stringify(line);
        return ascii
          ? json.replaceAll(
              /[^\0-\x7f]/g,
              (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
            )
          : json;
      });
      const reading = judgeReading(written);
      const { issues, items, summary } = judge(written);
      expect({ issues: issues.filter(({ code }) => code !== "empty_file"), items }).toEqual({
        issues: reading.issues,
        items: reading.items,
      });
      expect(summary).toMatchObject(lines.length === 0 ? {} : reading.summary);
    }),
    { numRuns: 1000 },
  );
});

test("of an id that was used before, a line by pattern says where", () => {
  const { issues } = judge([says("a"), says("b", { customer_item_id: "b" }), says("c")]);
  expect(issues).toEqual([
    {
      code: "duplicate_id",
      line: 3,
      path: "customer_item_id",
      customer_item_id: "item-1",
      message: 'customer_item_id "item-1" was first used on line 1. An id may be used once.',
    },
  ]);
});

/** Whether the line follows the pattern that is known. */
function follows(patterns: LinePatterns, line: string): boolean {
  return patterns.match(bytesOf(line)) !== undefined;
}

function miss(patterns: LinePatterns, times: number): void {
  for (let time = 0; time < times; time += 1) expect(follows(patterns, "{}")).toBe(false);
}

test("a pattern is dropped when more lines have missed it than followed it, and the next good line gives another", () => {
  const patterns = new LinePatterns(MAX_ID_LENGTH);
  const [chat, other] = [says("a"), says("a", { temperature: 1 })];
  expect(follows(patterns, chat)).toBe(false);
  patterns.learn(bytesOf(chat), parseItem(chat));
  miss(patterns, 3);
  patterns.learn(bytesOf(other), parseItem(other));
  expect(follows(patterns, chat)).toBe(true);
  miss(patterns, 2);
  expect(follows(patterns, chat)).toBe(false);
  patterns.learn(bytesOf(other), parseItem(other));
  expect(follows(patterns, other)).toBe(true);
});

test("the longer no pattern holds, the more lines go by before the next is made, until one has held", () => {
  const patterns = new LinePatterns(MAX_ID_LENGTH);
  const line = says("a");
  const item = parseItem(line);
  /** The number of good lines until one gives a pattern. */
  const linesUntilLearnt = (): number => {
    for (let lines = 1; ; lines += 1) {
      patterns.learn(bytesOf(line), item);
      if (follows(patterns, line)) return lines;
    }
  };
  const waits = Array.from({ length: 14 }, () => {
    const lines = linesUntilLearnt();
    miss(patterns, 5);
    return lines;
  });
  expect(waits).toEqual([1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1025, 1025]);
  linesUntilLearnt();
  for (let time = 0; time < 100; time += 1) expect(follows(patterns, line)).toBe(true);
  miss(patterns, 64);
  expect(linesUntilLearnt()).toBe(1);
});
