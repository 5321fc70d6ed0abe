import fc from "fast-check";
import { expect, test } from "vitest";
import { createLineSplitter } from "./lines.ts";
import { bytesOf } from "./testing.ts";

interface Seen {
  lines: { text: string; line: number; offset: number }[];
  long: { line: number; offset: number; sizeBytes: number }[];
  hasByteOrderMark: boolean;
  hasCarriageReturns: boolean;
}

function split(chunks: readonly Uint8Array[], maxLineBytes = 64): Seen {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const lines: Seen["lines"] = [];
  const long: Seen["long"] = [];
  const splitter = createLineSplitter({
    maxLineBytes,
    onLine: (bytes, line, offset) => lines.push({ text: decoder.decode(bytes), line, offset }),
    onLongLine: (line, offset, sizeBytes) => long.push({ line, offset, sizeBytes }),
  });
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  const { hasByteOrderMark, hasCarriageReturns } = splitter;
  return { lines, long, hasByteOrderMark, hasCarriageReturns };
}

function textsOf(text: string): string[] {
  return split([bytesOf(text)]).lines.map((line) => line.text);
}

test("a final line end makes no line, and its absence takes none away", () => {
  expect(textsOf("")).toEqual([]);
  expect(textsOf("a")).toEqual(["a"]);
  expect(textsOf("a\n")).toEqual(["a"]);
  expect(textsOf("a\n\n")).toEqual(["a", ""]);
  expect(textsOf("\n")).toEqual([""]);
});

test("one carriage return before the line end is taken off, others stay", () => {
  expect(textsOf("a\r\nb\r\r\nc\rd\ne\r")).toEqual(["a", "b\r", "c\rd", "e"]);
});

test("only byte 0x0A ends a line", () => {
  expect(textsOf("a\u2028b\u2029c\u0085d\ve\n")).toEqual(["a\u2028b\u2029c\u0085d\ve"]);
});

test("one leading byte order mark is dropped, and offsets count it", () => {
  const seen = split([bytesOf("\ufeffa\n\ufeffb\n")]);
  expect(seen.hasByteOrderMark).toBe(true);
  expect(seen.lines).toEqual([
    { text: "a", line: 1, offset: 3 },
    { text: "\ufeffb", line: 2, offset: 5 },
  ]);
});

test("bytes that only begin like a byte order mark are kept", () => {
  const seen = split([Uint8Array.of(0xef), Uint8Array.of(0xbb), Uint8Array.of(0x41, 0x0a)]);
  expect(seen.hasByteOrderMark).toBe(false);
  expect(seen.lines).toHaveLength(1);
  expect(seen.lines[0]?.text).toBe("\ufffdA");
  for (const bytes of [[0xef], [0xef, 0xbb], [0xef, 0xef, 0xbb, 0xbf], [0xbf, 0xbb, 0xef]]) {
    const text = new TextDecoder().decode(Uint8Array.from(bytes));
    const whole = split([Uint8Array.from(bytes)]);
    expect(whole).toEqual(split(bytes.map((byte) => Uint8Array.of(byte))));
    expect(whole.lines).toEqual([{ text, line: 1, offset: 0 }]);
    expect(whole.hasByteOrderMark).toBe(false);
  }
});

test("a return is told of only where a line ends in it", () => {
  const hasReturns = (text: string) => split([bytesOf(text)]).hasCarriageReturns;
  expect(["a\r\n", "\r\n", "a\n\r\nb"].map(hasReturns)).toEqual([true, true, true]);
  expect(["a\rb\n", "a\r", "\r", "a\n", "\n\r"].map(hasReturns)).toEqual(
    Array.from({ length: 5 }, () => false),
  );
});

test("once it was stopped nothing is handed out, whatever was held", () => {
  const seen: string[] = [];
  const splitter = createLineSplitter({
    maxLineBytes: 64,
    onLine: (bytes) => {
      seen.push(new TextDecoder().decode(bytes));
      splitter.stop();
    },
    onLongLine: () => {},
  });
  splitter.push(bytesOf("a\nb\nc"));
  splitter.push(bytesOf("d\n"));
  splitter.end();
  expect(seen).toEqual(["a"]);
  expect(splitter.line).toBe(2);
});

test("a line of any length is put together from small chunks", () => {
  const seen: number[] = [];
  const splitter = createLineSplitter({
    maxLineBytes: 300_000,
    onLine: (bytes) => seen.push(bytes.length, bytes.filter((byte) => byte === 0x78).length),
    onLongLine: () => {},
  });
  for (let count = 0; count < 100; count += 1) splitter.push(bytesOf("x".repeat(3_000)));
  splitter.push(bytesOf("\n"));
  expect(seen).toEqual([300_000, 300_000]);
});

test("a line at the limit is whole, with either line end; one byte more is too long", () => {
  for (const end of ["\n", "\r\n", "", "\r"]) {
    expect(split([bytesOf(`1234${end}`)], 4).lines.map(({ text }) => text)).toEqual(["1234"]);
    expect(split([bytesOf("1"), bytesOf(`234${end}`)], 4).lines.map(({ text }) => text)).toEqual([
      "1234",
    ]);
    const tooLong = split([bytesOf("12"), bytesOf(`345${end}`)], 4);
    expect(tooLong.lines).toEqual([]);
    expect(tooLong.long).toEqual([{ line: 1, offset: 0, sizeBytes: 5 }]);
  }
});

test("the line after a long one has its number and offset", () => {
  const seen = split([bytesOf("123456789\nab\n")], 4);
  expect(seen.long).toEqual([{ line: 1, offset: 0, sizeBytes: 9 }]);
  expect(seen.lines).toEqual([{ text: "ab", line: 2, offset: 10 }]);
});

test("how the bytes are chunked changes nothing", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "é", "\n", "\r", "\ufeff", "\u2028", "𝄞"),
    maxLength: 60,
  });
  fc.assert(
    fc.property(text, fc.array(fc.nat({ max: 90 }), { maxLength: 8 }), (content, cuts) => {
      const bytes = bytesOf(content);
      const places = [
        0,
        ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b),
        bytes.length,
      ];
      const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
      expect(split(chunks, 8)).toEqual(split([bytes], 8));
    }),
    { numRuns: 2000 },
  );
});

test("a line is handed out as it was, whatever is done to the chunk afterwards", () => {
  const seen: string[] = [];
  const splitter = createLineSplitter({
    maxLineBytes: 64,
    onLine: (bytes) => seen.push(new TextDecoder().decode(bytes)),
    onLongLine: () => {},
  });
  const chunk = bytesOf("first");
  splitter.push(chunk);
  chunk.fill(0x21);
  splitter.push(bytesOf(" line\n"));
  expect(seen).toEqual(["first line"]);
});
