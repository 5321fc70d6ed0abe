import { expect, test } from "vitest";
import { membersOf } from "./repairs-members.ts";

test.each<[string, [name: string, value: string][]]>([
  ["{}", []],
  ["{ \t\r\n}", []],
  ['{"a":1}', [["a", "1"]]],
  [
    '\n{ "a" : 1.0 , "b"\t:\r\n"x" }',
    [
      ["a", "1.0"],
      ["b", '"x"'],
    ],
  ],
  [
    '{"a":[1,{"b":2}],"c":{"d":[3,4]}}',
    [
      ["a", '[1,{"b":2}]'],
      ["c", '{"d":[3,4]}'],
    ],
  ],
  [
    '{"a":"}, ]\\" {","b":"\\\\"}',
    [
      ["a", '"}, ]\\" {"'],
      ["b", '"\\\\"'],
    ],
  ],
  [
    '{"a":["]","[{\\"",","],"b":null}',
    [
      ["a", '["]","[{\\"",","]'],
      ["b", "null"],
    ],
  ],
  [
    '{"a\\"b":1,"\\u0063":2,"":3}',
    [
      ['a"b', "1"],
      ["c", "2"],
      ["", "3"],
    ],
  ],
  [
    '{"a":1,"a":2}',
    [
      ["a", "1"],
      ["a", "2"],
    ],
  ],
  ['{"a":\t[ 1 , 2 ]\n}', [["a", "[ 1 , 2 ]"]]],
])("the fields of %j are read where they stand", (text, expected) => {
  expect(() => JSON.parse(text) as unknown).not.toThrow();
  const members = membersOf(text);
  expect(members.map(({ name, text: value }) => [name, value])).toEqual(expected);
  for (const { valueStart, valueEnd, text: value } of members)
    expect(text.slice(valueStart, valueEnd)).toBe(value);
});
