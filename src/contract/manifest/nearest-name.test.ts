import { expect, test } from "vitest";
import { nearestName } from "./nearest-name.ts";

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
