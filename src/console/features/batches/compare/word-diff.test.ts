import fc from "fast-check";
import { expect, test } from "vitest";
import { type DiffPart, diffWords } from "./word-diff.ts";

const whole = (parts: readonly DiffPart[]) => parts.map(({ text }) => text).join("");
const kept = (parts: readonly DiffPart[]) => whole(parts.filter(({ isChanged }) => !isChanged));
const words = (text: string) => text.replaceAll(/\s/g, "");
const changed = (parts: readonly DiffPart[]) =>
  parts.filter(({ isChanged }) => isChanged).map(({ text }) => text);

test("only the words that differ are marked", () => {
  const { before, after } = diffWords(
    "She sells 16 eggs, daily.",
    "She sells 9 fresh eggs, daily.",
  );
  expect(changed(before)).toEqual(["16"]);
  expect(changed(after)).toEqual(["9 fresh"]);
});

test("a changed phrase is marked as one stretch, blanks between its words included", () => {
  const { before, after } = diffWords("It is red now.", "It is dark blue now.");
  expect([changed(before), changed(after)]).toEqual([["red"], ["dark blue"]]);
  expect(changed(diffWords("a b c", "x y c").before)).toEqual(["a b"]);
});

const text = fc
  .array(fc.constantFrom("a", "b", "c", " ", "ö", "😀", "\n", "."))
  .map((all) => all.join(""));

test("both texts come out whole, and what is unmarked is the same in both", () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      const { before, after } = diffWords(one, other);
      expect([whole(before), whole(after)]).toEqual([one, other]);
      expect(words(kept(before))).toBe(words(kept(after)));
    }),
  );
});

test("of texts too long to be told apart word by word, all between the common ends is marked", () => {
  const repeated = (word: string) => Array.from({ length: 3_000 }, () => word).join(" ");
  const { before, after } = diffWords(`start ${repeated("x")} end`, `start ${repeated("y")} end`);
  expect(before.map(({ isChanged }) => isChanged)).toEqual([false, true, false]);
  expect(kept(after)).toBe("start  end");
});
