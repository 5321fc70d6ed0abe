import type { PreflightIssue } from "#contract/error-envelope.ts";
import { expect, test } from "vitest";
import { judgeEditedLine } from "./line-verdict.ts";

const line = (id: string, model = "m") =>
  JSON.stringify({
    customer_item_id: id,
    operation: "responses",
    model,
    input: { messages: [{ role: "user", content: "Hi" }] },
  });

function codes(text: string, found: readonly PreflightIssue[] = []): string[] {
  const knownModels = new Set(["m"]);
  return judgeEditedLine(text, { format: "native", knownModels, found }).map(({ code }) => code);
}

test("a line is judged as it is typed, by the models that there are", () => {
  expect(codes(line("a"))).toEqual([]);
  expect(codes(line("a", "n"))).toEqual(["unknown_model"]);
  expect(codes(line("a").slice(0, -1))).toEqual(["invalid_json"]);
});

test("an id that another line has stays a fault until it is changed", () => {
  const found = [{ code: "duplicate_id", message: "", customer_item_id: "a" }];
  expect(codes(line("a"), found)).toEqual(["duplicate_id"]);
  expect(codes(line("b"), found)).toEqual([]);
});

test("bytes that are no text stay a fault until their place is filled", () => {
  const found = [{ code: "invalid_utf8", message: "" }];
  expect(codes(line("r\uFFFDver"), found)).toEqual(["invalid_utf8"]);
  expect(codes(line("river"), found)).toEqual([]);
});
