import fc from "fast-check";
import { expect, test } from "vitest";
import { StringTokens } from "./string-tokens.ts";
import { bytesOf } from "./testing.ts";
import { estimateTextTokens } from "./token-estimate.ts";

const strings = new StringTokens();

/** The tokens of a string, told from behind its first quote; undefined where it cannot be read as it stands. */
function tokensOf(json: string | Uint8Array): number | undefined {
  const bytes = typeof json === "string" ? bytesOf(json) : json;
  const end = strings.read(bytes, 1);
  if (end === -1) return undefined;
  expect(end).toBe(bytes.length - 1);
  return strings.tokens;
}

/** As clients write it that send ASCII alone. */
function inAscii(json: string): string {
  return json.replaceAll(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const piece = fc.oneof(
  fc.constantFrom("a", "the", "estimate", "Overestimation", "12345", "1".repeat(25), "it's"),
  fc.constantFrom(
    " ",
    "  ",
    "\n",
    "\n\n",
    ".\n",
    ". \n ",
    "\t",
    "\r\n",
    ", ",
    "=======",
    "\\",
    "/",
  ),
  fc.constantFrom('"', '"été"', "Grüße", "今天，天气。", "🦆", "’", "\u00a0", "\u2028", "\b"),
  fc.string({ unit: "binary-ascii", maxLength: 4 }),
  fc.string({ unit: "binary", maxLength: 3 }),
);
const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(""));

test("a string counts as its text does, as it stands and with escapes for what is not ASCII", () => {
  fc.assert(
    fc.property(text, (any) => {
      const json = JSON.stringify(any);
      // Escapes for what could end a word or be in it are left to who reads the line.
      const hasOther = [...any].some((unit) => unit < " " && !"\n\r\t\f".includes(unit));
      const tokens = hasOther ? undefined : estimateTextTokens(any);
      for (const written of [json, inAscii(json)]) expect(tokensOf(written)).toBe(tokens);
    }),
    { numRuns: 5000 },
  );
});

test("however characters are escaped, it counts right or not at all", () => {
  const written = fc.array(
    fc.tuple(fc.string({ unit: "binary", minLength: 1, maxLength: 1 }), fc.boolean()),
  );
  fc.assert(
    fc.property(written, (characters) => {
      const spelled = characters.map(([character, isEscaped]) =>
        isEscaped && character.length === 1
          ? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
          : JSON.stringify(character).slice(1, -1),
      );
      const json = `"${spelled.join("")}"`;
      const tokens = tokensOf(json);
      if (tokens !== undefined) expect(tokens).toBe(estimateTextTokens(JSON.parse(json) as string));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["a line break", '"a\nb"'],
  ["an escape that there is not", '"a\\x"'],
  ["an escape of three digits", '"a\\u12"'],
  ["an escape within a word of others that there is not", '"é\\x"'],
  ["a line break within a word of other characters", '"é\nb"'],
  ["no end", '"abc'],
  ["no end within a word of other characters", '"abcé'],
  ["no end behind a backslash", '"abc\\'],
])("a string with %s is not read", (_what, json) => {
  expect(strings.read(bytesOf(json), 1)).toBe(-1);
});

test("bytes that are no UTF-8 are not read", () => {
  expect(tokensOf(Uint8Array.of(0x22, 0x61, 0xff, 0x22))).toBeUndefined();
  expect(tokensOf(Uint8Array.of(0x22, 0xc3, 0x22))).toBeUndefined();
});

test("a string may begin at any place of a buffer", () => {
  const json = bytesOf('"Name a river, please."');
  const tokens = estimateTextTokens("Name a river, please.");
  for (let shift = 0; shift < 4; shift += 1) {
    const buffer = new Uint8Array(json.length + shift);
    buffer.set(json, shift);
    expect(tokensOf(buffer.subarray(shift))).toBe(tokens);
  }
});
