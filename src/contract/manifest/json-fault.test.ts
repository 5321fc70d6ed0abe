import fc from "fast-check";
import { expect, test } from "vitest";
import { findJsonFault } from "./json-fault.ts";

test.each([
  ['{"a": 1,}', 9, "trailing comma"],
  ['{"a": [1, 2, ]}', 14, "trailing comma"],
  ["{'a': 1}", 2, "double quotes"],
  ["{\"a\": 'b'}", 7, "double quotes"],
  ["{“a”: 1}", 2, "typographic"],
  ["{a: 1}", 2, 'Names need double quotes: "a"'],
  ['{"a" 1}', 6, "colon"],
  ['{"a": 1 "b": 2}', 9, "comma is missing"],
  ['{"a": "say "hi" now"}', 13, "quotation mark"],
  ['{"a": None}', 7, "Write null"],
  ['{"a": True}', 7, "Write true"],
  ['{"a": NaN}', 7, "Write null"],
  ['{"a": undefined}', 7, "Write null"],
  ['{"a": hello}', 7, "Text needs double quotes"],
  ['{"a": "b', 9, "not closed"],
  ['{"a": "b\tc"}', 9, "write \\t"],
  ['{"a": "C:\\dir"}', 10, "no escape"],
  ['{"a": "\\u12"}', 8, "four hexadecimal"],
  ['{"a": 01}', 7, "leading zero"],
  ['{"a": 1.}', 7, "digit after the point"],
  ['{"a": +1}', 7, "cannot begin"],
  ['{"a": 12ab}', 7, "no number"],
  ['{"a": 1', 8, "ends inside the object"],
  ['{"a": [1', 9, "ends inside the list"],
  ['{"a": [1}', 9, 'does not close the "[" of column 7'],
  ['{"a": 1},', 9, "Lines are not joined by commas"],
  ['{"a": 1}{"b": 2}', 9, "second object"],
  ['{"a": 1}}', 9, "too many"],
  ['{"a": 1} // note', 10, "no comments"],
  ['\ufeff{"a": 1}', 1, "byte order mark"],
  ['{"a":\u00a01}', 6, "no-break space"],
  ['{"a": ,}', 7, "value is missing"],
  ['{"a": 1,, "b": 2}', 9, "one comma too many"],
])("%s is faulted at column %i", (text, column, words) => {
  const found = findJsonFault(text);
  expect(found?.column).toBe(column);
  expect(found?.message).toContain(words);
});

test("it finds a fault exactly in what the engine cannot parse", () => {
  const pieces = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"a"',
    '"',
    "1",
    "-",
    "0",
    ".5",
    "e3",
    "true",
    "null",
    " ",
    "\\",
    "\t",
    "x",
  ];
  const scrap = fc
    .array(fc.constantFrom(...pieces), { maxLength: 14 })
    .map((parts) => parts.join(""));
  const damaged = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom("", ...pieces))
    .map(([json, place, piece]) => {
      const at = place % (json.length + 1);
      return json.slice(0, at) + piece + json.slice(at + 1);
    });
  fc.assert(
    fc.property(fc.oneof(fc.json(), scrap, damaged), (text) => {
      const fault = findJsonFault(text);
      expect(fault === undefined).toBe(isJson(text));
      expect(fault === undefined || fault.column <= text.length + 1).toBe(true);
    }),
    { numRuns: 20_000 },
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
