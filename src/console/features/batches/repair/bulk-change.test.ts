import { expect, test } from "vitest";
import { changedLine } from "./bulk-change.ts";

const NATIVE =
  '{"customer_item_id":"a","model":"m","input":{"messages":[{"role":"user","content":"user m"}]},"metadata":{"content":"user"}}';
const CHAT =
  '{"custom_id":"a","url":"/v1/chat/completions","body":{"model":"m","max_tokens":5,"messages":[{"role":"user","content":[{"type":"text","text":"say user"}]}]}}';

test("a model is set where either format has it", () => {
  expect(changedLine(NATIVE, { kind: "model", model: "n" })).toBe(
    NATIVE.replace('"model":"m"', '"model":"n"'),
  );
  expect(changedLine(CHAT, { kind: "model", model: "n" })).toBe(
    CHAT.replace('"model":"m"', '"model":"n"'),
  );
});

test("the largest answer is set under the name that the line has already, so that none has two", () => {
  const change = { kind: "max_output_tokens", tokens: 64 } as const;
  expect(changedLine(CHAT, change)).toBe(CHAT.replace('"max_tokens":5', '"max_tokens":64'));
  expect(JSON.parse(changedLine(NATIVE, change))).toMatchObject({ max_output_tokens: 64 });
});

test("a text is replaced in prompts alone, never in a role or metadata, and is no pattern", () => {
  const change = { kind: "replace", find: "user", replacement: "$& you" } as const;
  expect(changedLine(NATIVE, change)).toBe(NATIVE.replace("user m", "$$& you m"));
  expect(changedLine(CHAT, change)).toBe(CHAT.replace("say user", "say $$& you"));
});

test("a line that is no JSON stays as it is", () => {
  expect(changedLine("{nonsense", { kind: "model", model: "n" })).toBe("{nonsense");
});
