import fc from "fast-check";
import { expect, test } from "vitest";
import { estimateTextTokens } from "#contract/manifest/token-estimate.ts";
import { cutToTokens } from "./cut-to-tokens.ts";

/** The same search, each start counted from its beginning. */
function cutPlainly(text: string, most: number): string {
  let fits = 0;
  let tooLong = text.length + 1;
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (estimateTextTokens(text.slice(0, middle)) <= most) fits = middle;
    else tooLong = middle;
  }
  return text.slice(0, fits).replace(/[\uD800-\uDBFF]$/, "");
}

test("a text is cut where counting every start as a whole would cut it", () => {
  const word = fc.constantFrom(
    "a",
    "The",
    "estimate",
    "Overestimation",
    "12345",
    "it\u2019s",
    "\u{1f986}",
    "\u4eca\u5929",
  );
  const gap = fc.constantFrom(" ", " ", " ", "  ", "\n", " \n ", ".\n", ", ", "...", "");
  const text = fc.array(fc.oneof(word, gap), { maxLength: 60 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, fc.nat(40), (whole, most) => {
      expect(cutToTokens(whole, most)).toBe(cutPlainly(whole, most));
    }),
    { numRuns: 3000 },
  );
});
