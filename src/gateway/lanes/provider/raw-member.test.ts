import fc from "fast-check";
import { expect, test } from "vitest";
import { rawMember } from "./raw-member.ts";

test("a member keeps its text to the byte", () => {
  const body =
    '{ "n": 1.0, "big": 12345678901234567890, "s": "a\\\\\\"}\\u2028", "list": [1, {"x": "]"}] }';
  const line = `{"id":"a","response" : { "status_code":200, "body": ${body} } ,"error":null}`;
  expect(rawMember(line, ["response", "body"])).toBe(body);
  expect(rawMember(line, ["response", "status_code"])).toBe("200");
  expect(rawMember(line, ["error"])).toBe("null");
});

test("a name that comes twice is the last one, and what is not there is undefined", () => {
  expect(rawMember('{"a":1,"\\u0061":2}', ["a"])).toBe("2");
  for (const json of ["{}", "[]", "1", '{"b":1}', '{"a":null}'])
    expect(rawMember(json, ["a", "b"])).toBeUndefined();
});

test("any member of any object says what parsing finds there", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.string(),
      fc.jsonValue(),
      (rest, name, value) => {
        const whole = { ...rest, [name]: { 'in"': value } };
        const raw = rawMember(JSON.stringify(whole, null, 2), [name, 'in"']);
        expect(JSON.parse(raw ?? "")).toEqual(JSON.parse(JSON.stringify(value)));
      },
    ),
  );
});
