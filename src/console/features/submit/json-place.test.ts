import { expect, test } from "vitest";
import { placeOfIssue } from "./json-place.ts";

function marked(text: string, path?: string): string | undefined {
  const place = placeOfIssue(text, { code: "x", message: "", ...(path && { path }) });
  return place && text.slice(place.start, place.end);
}

const line =
  '{ "id":"a, \\"b\\"", "input": {"messages": [ {"role": "usr", "content": "[{"}, 7 ,{}]}, "n":1.50 }';

test.each([
  ["id", '"id":"a, \\"b\\""'],
  ["n", '"n":1.50'],
  ["input.messages[0].role", '"role": "usr"'],
  ["input.messages[0].content", '"content": "[{"'],
  ["input.messages[1]", "7"],
  ["input.messages[2]", "{}"],
])("the field at %s is marked with its name", (path, wanted) => {
  expect(marked(line, path)).toBe(wanted);
});

test.each([
  ["model", "{"],
  ["input.messages[2].content", "{"],
  ["input.prompt", '"input": {'],
])("of a missing %s the beginning of what should have it", (path, wanted) => {
  expect(marked(line, path)).toBe(wanted);
});

test("a name that is no plain word is found by its JSON", () => {
  expect(marked('{"a.b": {"c \\" d": [1, 2]}}', '["a.b"]["c \\" d"][1]')).toBe("2");
});

test("text that is no JSON is marked where it stops being some", () => {
  expect(marked('{"a": 1,}')).toBe("}");
  expect(marked('{"a": ')).toBe(" ");
  expect(marked("")).toBeUndefined();
});

test("of a fault of the whole line nothing is marked", () => {
  expect(marked(line)).toBeUndefined();
});
