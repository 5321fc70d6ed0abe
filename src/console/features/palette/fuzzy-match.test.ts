import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fuzzyMatch } from "./fuzzy-match.ts";

function best(query: string, texts: readonly string[]): string | undefined {
  return texts
    .flatMap((text) => {
      const match = fuzzyMatch(query, text);
      return match === undefined ? [] : [{ text, score: match.score }];
    })
    .toSorted((one, other) => other.score - one.score)[0]?.text;
}

describe("the fuzzy match", () => {
  test("prefers the beginnings of words to their insides", () => {
    expect(best("sb", ["Describe", "Submit a batch", "Sandbox"])).toBe("Submit a batch");
    expect(best("key", ["Monkey bars", "API keys"])).toBe("API keys");
  });

  test("prefers letters in a row, and the shorter of two alike", () => {
    expect(best("quote", ["Quit or vote", "Lock a quote"])).toBe("Lock a quote");
    expect(best("batch", ["Batches of yesterday", "Batches"])).toBe("Batches");
  });

  test("takes words in any order, and refuses one that is not there", () => {
    expect(fuzzyMatch("dark theme", "Theme: dark")).toBeDefined();
    expect(fuzzyMatch("dark zebra", "Theme: dark")).toBeUndefined();
  });

  test("an empty query fits everything and marks nothing", () => {
    expect(fuzzyMatch(" ", "Batches")?.positions).toEqual([]);
  });

  test("whatever stands in a text is found by itself, and only its own characters are marked", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,12}( [a-z]{1,12}){0,3}$/), (text) => {
        const match = fuzzyMatch(text, text);
        expect(match).toBeDefined();
        for (const at of match?.positions ?? []) expect(text.charAt(at)).not.toBe(" ");
      }),
    );
  });
});
