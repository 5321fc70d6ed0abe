import { afterEach, expect, test, vi } from "vitest";
import { randomBase62, randomBytes } from "./random-bytes.ts";

afterEach(() => vi.unstubAllGlobals());

test("no byte of the machine's is given twice, whatever sizes are asked for", () => {
  const { crypto } = globalThis;
  const made: Uint8Array[] = [];
  vi.stubGlobal("crypto", {
    getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => {
      made.push(crypto.getRandomValues(bytes).slice());
      return bytes;
    },
  });
  // More than any number of bytes that an earlier test may have left over.
  const sizes = [4_097, ...Array.from({ length: 600 }, (_, index) => 11 + (index % 246))];
  const drawn = sizes.map((size) => randomBytes("test", size));
  expect(drawn.map(({ length }) => length)).toEqual(sizes);
  const texts = drawn.map((bytes) => Buffer.from(bytes).toString("hex"));
  expect(new Set(texts).size).toBe(texts.length);
  const source = made.map((bytes) => Buffer.from(bytes).toString("hex"));
  const places = texts.slice(400).map((text) => {
    const chunk = source.findIndex((one) => one.includes(text));
    return chunk * 10_000 + (source[chunk]?.indexOf(text) ?? 0);
  });
  expect(places.every((place) => place >= 0)).toBe(true);
  expect(new Set(places).size).toBe(places.length);
});

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
