import { expect, test } from "vitest";
import { didYouMean, nearestName } from "./nearest-name.ts";

const MODELS = [
  "gpt-4o",
  "gpt-4o-mini",
  "gpt-4.1-mini",
  "claude-haiku-4-5",
  "text-embedding-3-small",
];

test.each([
  ["gpt4o-mini", "gpt-4o-mini"],
  ["GPT-4o-mini", "gpt-4o-mini"],
  ["gpt-4o-mnii", "gpt-4o-mini"],
  ["gpt-4.1-mni", "gpt-4.1-mini"],
  ["claude-haiku-4.5", "claude-haiku-4-5"],
  ["text-embeding-3-smal", "text-embedding-3-small"],
])("%s was meant to be %s", (written, meant) => {
  expect(nearestName(written, MODELS)).toBe(meant);
});

test("what is like nothing gets no suggestion", () => {
  expect(nearestName("llama-3.3-70b", MODELS)).toBeUndefined();
  expect(nearestName("", MODELS)).toBeUndefined();
  expect(nearestName("--", MODELS)).toBeUndefined();
  expect(nearestName("x".repeat(100_000), MODELS)).toBeUndefined();
});

test.each([
  ["a letter too many in three", "abcd", "abc", true],
  ["a letter too few in three", "acd", "abcd", true],
  ["another letter in three", "abx", "abc", true],
  ["two letters in their wrong order", "acb", "abc", true],
  ["another letter in two", "ax", "ab", false],
  ["two letters of five", "abxxe", "abcde", false],
  ["two letters of six", "abcxyf", "abcdef", true],
  ["three letters of eight", "abcdexyz", "abcdefgh", false],
  ["letters in their wrong order far apart", "cba", "abc", false],
  ["four letters of fifteen", "abcdefghijkWXYZ", "abcdefghijklmno", true],
  ["five letters of fifteen", "abcdefghijVWXYZ", "abcdefghijklmno", false],
  ["five letters of thirty", `${"a".repeat(25)}VWXYZ`, "a".repeat(30), false],
  ["case and separators alone", "A__b: C.d-e", "abcde", true],
  ["the longest name that is compared", "x".repeat(64), "x".repeat(63), true],
  ["a longer name that is written", "x".repeat(65), "x".repeat(64), false],
  ["a longer name that there is", "x".repeat(64), "x".repeat(65), false],
])("with %s the name is a near one or not: %s for %s", (_what, written, name, isNear) => {
  expect(nearestName(written, [name])).toBe(isNear ? name : undefined);
});

test("of several near names the nearest is meant, and of equally near ones the first", () => {
  expect(nearestName("abcdef", ["abcxef", "abcdefg", "abcdef_"])).toBe("abcdef_");
  expect(nearestName("abcdef", ["abcdxy", "abcdex", "abcdez"])).toBe("abcdex");
});

test("a suggestion is a question to put behind a message, and none is nothing", () => {
  expect(didYouMean("model")).toBe(' Did you mean "model"?');
  expect(didYouMean(undefined)).toBe("");
});
