import { expect, test } from "vitest";
import { inputExcerpt, readInput } from "./input-reading.ts";

test("both formats read alike", () => {
  const messages = [
    { role: "system", content: "Be brief." },
    { role: "user", content: [{ type: "text", text: "What is this?" }, { type: "image_url" }] },
  ];
  const native = readInput({ customer_item_id: "a", input: { messages } });
  const openai = readInput({
    custom_id: "a",
    method: "POST",
    url: "/v1/chat/completions",
    body: { messages },
  });
  expect(native).toEqual(openai);
  expect(native).toEqual({
    custom_id: "a",
    turns: [
      { role: "system", text: "Be brief." },
      { role: "user", text: "What is this?\n[image_url]" },
    ],
  });
});

test("the excerpt is what the user asks, on one line", () => {
  const reading = readInput({
    custom_id: "a",
    body: { instructions: "Be brief.", input: "One\n  two   three" },
  });
  expect(inputExcerpt(reading, 7)).toBe("One two");
});

test("texts to embed are a turn each, and a line of another kind has none", () => {
  expect(readInput({ custom_id: "a", body: { input: ["x", "y"] } }).turns).toHaveLength(2);
  expect(readInput(null)).toEqual({ custom_id: undefined, turns: [] });
  expect(inputExcerpt(readInput([]), 10)).toBe("");
});
