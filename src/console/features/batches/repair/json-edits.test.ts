import { expect, test } from "vitest";
import { mapTexts, onOneLine, setField } from "./json-edits.ts";

const LINE = '{"a":1.0, "seed":123456789012345678901234567890,"b":{"model":"x"},"text":"}\\""}';

test("setting a field keeps every other byte", () => {
  expect(setField(LINE, ["b", "model"], "y")).toBe(LINE.replace('"x"', '"y"'));
  expect(setField(LINE, ["max_output_tokens"], 9)).toBe(
    `${LINE.slice(0, -1)},"max_output_tokens":9}`,
  );
  expect(setField("{}", ["body", "model"], "y")).toBe('{"body":{"model":"y"}}');
});

test("of a field that is written twice the last is set, as a reader takes that one", () => {
  expect(setField('{"m":1,"m":2}', ["m"], 3)).toBe('{"m":1,"m":3}');
});

test("texts are changed where they stand, known by the names that lead to them", () => {
  const seen: string[] = [];
  const json =
    '{"n": 1.50,"input":{"messages":[{"role":"user","content":"a \\"b\\""},{"x":["c"]}]}}';
  const same = mapTexts(json, (value, path) => {
    seen.push(`${path.join(".")}=${value}`);
    return value;
  });
  expect(same).toBe(json);
  expect(seen).toEqual([
    "input.messages.role=user",
    'input.messages.content=a "b"',
    "input.messages.x=c",
  ]);
  expect(mapTexts(json, (value) => value.replace("b", "ö"))).toBe(json.replace("b", "ö"));
});

test("a line taken apart for reading goes back onto one line, its texts and figures as they were", () => {
  expect(onOneLine('{\n  "a": 1.0,\n  "b": "two  blanks\\n"\n}')).toBe(
    '{"a":1.0,"b":"two  blanks\\n"}',
  );
});
