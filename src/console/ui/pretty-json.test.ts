import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GATE, gateJson, printWholeJson, SHOWABLE_CHARACTERS } from "./json-gate.ts";
import { type JsonToken, prettyJson } from "./pretty-json.ts";

const unlimited = { nodes: Infinity, characters: Infinity };
const print = (tokens: JsonToken[]) => tokens.map((token) => token.text).join("");

describe("printing", () => {
  test("lays any JSON out exactly as JSON.stringify with two spaces does", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const expected = JSON.stringify(value, null, 2);
        expect(print(prettyJson(JSON.stringify(value), unlimited).tokens)).toBe(expected);
        expect(print(prettyJson(expected, unlimited).tokens)).toBe(expected);
      }),
    );
  });

  test("keeps every digit of a figure and both of two equal keys", () => {
    const source = '{"a":12345678901234567890.10,"a":1e400}';
    expect(print(prettyJson(source, unlimited).tokens)).toBe(
      '{\n  "a": 12345678901234567890.10,\n  "a": 1e400\n}',
    );
  });

  test("tells keys, strings, numbers and literals apart, whatever stands in a string", () => {
    const { tokens } = prettyJson(String.raw`{"k:\"": ["{\\", -1.5, null, true]}`, unlimited);
    const kinds = tokens.filter((token) => token.kind !== "punctuation");
    expect(kinds.map(({ kind, text }) => [kind, text])).toEqual([
      ["key", String.raw`"k:\""`],
      ["string", String.raw`"{\\"`],
      ["number", "-1.5"],
      ["literal", "null"],
      ["literal", "true"],
    ]);
  });

  test("shows text that is no JSON instead of failing", () => {
    expect(print(prettyJson('{"a": "never closed', unlimited).tokens)).toContain('"never closed');
    expect(print(prettyJson("upstream timed out", unlimited).tokens)).toContain("timed");
  });

  test("prints a nesting of a hundred thousand levels without overflowing", () => {
    const source = "[".repeat(100_000) + "]".repeat(100_000);
    expect(prettyJson(source, unlimited).isCut).toBe(false);
  });
});

describe("the gate", () => {
  test("shows a value at the limit whole and one node more as a preview", () => {
    const ofNodes = (nodes: number) => JSON.stringify(Array.from({ length: nodes - 1 }, () => 1));
    expect(gateJson(ofNodes(GATE.nodes - 1)).kind).toBe("whole");
    expect(gateJson(ofNodes(GATE.nodes + 1)).kind).toBe("preview");
  });

  test("previews one string of two megabytes by its beginning", () => {
    const gated = gateJson(JSON.stringify({ body: "x".repeat(2_000_000) }));
    expect(gated.kind).toBe("preview");
    expect(print(gated.tokens).length).toBeLessThan(10_000);
  });

  test("offers to show all only up to what a page bears", () => {
    const ofCharacters = (length: number) => `"${"x".repeat(length - 2)}"`;
    expect(gateJson(ofCharacters(SHOWABLE_CHARACTERS))).toMatchObject({ canShowAll: true });
    expect(gateJson(ofCharacters(SHOWABLE_CHARACTERS + 1))).toMatchObject({ canShowAll: false });
  });

  test("prints all of it when asked", () => {
    const value = Array.from({ length: 5_000 }, (_, index) => ({ index }));
    expect(printWholeJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
  });
});
