import { expect, test } from "vitest";
import { randomBase62, randomBytes } from "./random-bytes.ts";

test("the machine's source gives as many bytes as asked, and other ones each time", () => {
  expect(randomBytes("test", 0)).toHaveLength(0);
  const drawn = Array.from({ length: 100 }, () => randomBytes("test", 16));
  expect(drawn.every(({ length }) => length === 16)).toBe(true);
  expect(new Set(drawn.map((bytes) => bytes.join())).size).toBe(100);
});

test("every character of base62 comes of as many bytes as any other, and no byte above the last multiple", () => {
  const asked: [string, number][] = [];
  const text = randomBase62(248, "test", (purpose, size) => {
    asked.push([purpose, size]);
    return Uint8Array.from({ length: 256 }, (_, byte) => 255 - byte);
  });
  expect(asked).toEqual([["test", 248]]);
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  expect([...counts.keys()].toSorted().join("")).toBe(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
  );
  expect(new Set(counts.values())).toEqual(new Set([4]));
});

test("it draws again until there are as many characters as asked, and no more", () => {
  let draws = 0;
  const draw = () => Uint8Array.of(255, (draws += 1) % 62, 248);
  expect(randomBase62(3, "test", draw)).toBe("123");
  expect(randomBase62(1, "test", () => Uint8Array.of(10, 11))).toBe("A");
  expect(randomBase62(0, "test", draw)).toBe("");
});
