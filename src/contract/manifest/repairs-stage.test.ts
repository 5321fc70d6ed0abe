import { describe, expect, test } from "vitest";
import {
  dropByteOrderMark,
  dropCarriageReturns,
  gatherBytes,
  hasByteOrderMark,
  type ByteSink,
  type ByteStage,
} from "./repairs-stage.ts";
import { bytesOf } from "./testing.ts";

const MARK = [0xef, 0xbb, 0xbf];

/** What a stage makes of bytes in these chunks, one number a byte, and how often it told of a change. */
function through(
  make: (next: ByteSink, told: () => void) => ByteStage,
  chunks: readonly Uint8Array[],
): { bytes: number[]; told: number } {
  const bytes: number[] = [];
  let told = 0;
  const stage = make(
    (piece) => {
      expect(piece.length).toBeGreaterThan(0);
      bytes.push(...piece);
    },
    () => (told += 1),
  );
  for (const chunk of chunks) stage.push(chunk);
  stage.end();
  return { bytes, told };
}

/** The bytes whole, one by one, and cut in two at each place. */
function chunkings(bytes: Uint8Array): Uint8Array[][] {
  const cuts = Array.from({ length: bytes.length + 1 }, (_, at) => [
    bytes.subarray(0, at),
    bytes.subarray(at),
  ]);
  return [[bytes], Array.from(bytes, (byte) => Uint8Array.of(byte)), ...cuts];
}

describe("a byte order mark", () => {
  test.each([
    ["nothing", [], [], 0],
    ["a mark alone", MARK, [], 1],
    ["a mark before text", [...MARK, 0x61], [0x61], 1],
    ["one mark of two", [...MARK, ...MARK], MARK, 1],
    ["a mark that stands later", [0x61, ...MARK], [0x61, ...MARK], 0],
    ["its first byte", [0xef], [0xef], 0],
    ["its first two bytes", [0xef, 0xbb], [0xef, 0xbb], 0],
    ["its first two bytes before text", [0xef, 0xbb, 0x61], [0xef, 0xbb, 0x61], 0],
    ["its first byte twice", [0xef, 0xef, 0xbb, 0xbf], [0xef, 0xef, 0xbb, 0xbf], 0],
    ["text", [0x61, 0x62], [0x61, 0x62], 0],
  ])("is dropped once at the start: %s", (_name, input, expected, told) => {
    for (const chunks of chunkings(Uint8Array.from(input)))
      expect(through(dropByteOrderMark, chunks)).toEqual({ bytes: expected, told });
  });

  test("is known by all of its bytes", () => {
    expect(hasByteOrderMark(Uint8Array.from([...MARK, 0x61]))).toBe(true);
    for (const bytes of [[], [0xef], [0xef, 0xbb], [0xef, 0xbb, 0x61], [0x61, 0xbb, 0xbf]])
      expect(hasByteOrderMark(Uint8Array.from(bytes))).toBe(false);
  });
});

describe("a carriage return", () => {
  test.each([
    ["", "", 0],
    ["a\r\nb\r\n", "a\nb\n", 2],
    ["a\r\r\r\nb", "a\nb", 1],
    ["\r\n\r\n", "\n\n", 2],
    ["a\rb\n", "a\rb\n", 0],
    ["a\r\rb\r", "a\r\rb\r", 0],
    ["a\n\rb", "a\n\rb", 0],
    ["\r", "\r", 0],
    ["a\nb\n", "a\nb\n", 0],
  ])("goes exactly where it stands before a line feed: %j", (input, expected, told) => {
    for (const chunks of chunkings(bytesOf(input)))
      expect(through(dropCarriageReturns, chunks)).toEqual({ bytes: [...bytesOf(expected)], told });
  });

  test("that a text has without end is held in no memory, and comes out whole", () => {
    const text = `a${"\r".repeat(10_000)}b${"\r".repeat(5_000)}`;
    for (const chunks of [
      [bytesOf(text)],
      [bytesOf(text.slice(0, 7_000)), bytesOf(text.slice(7_000))],
    ])
      expect(through(dropCarriageReturns, chunks).bytes).toEqual([...bytesOf(text)]);
  });
});

test("small pieces are gathered into chunks of 256 KiB that the receiver may keep", () => {
  const chunks: Uint8Array[] = [];
  const stage = gatherBytes((chunk) => chunks.push(chunk));
  const piece = Uint8Array.from({ length: 1_000 }, (_, index) => index % 251);
  for (let count = 0; count < 600; count += 1) stage.push(piece);
  stage.end();
  expect(chunks.map(({ length }) => length)).toEqual([262_144, 262_144, 600_000 - 524_288]);
  const whole = chunks.flatMap((chunk) => [...chunk]);
  expect(whole.every((byte, index) => byte === (index % 1_000) % 251)).toBe(true);
});

test("what fills the last chunk exactly leaves no empty one behind", () => {
  const sizes: number[] = [];
  const stage = gatherBytes(({ length }) => sizes.push(length));
  stage.push(new Uint8Array(2 * 262_144));
  stage.push(new Uint8Array(0));
  stage.end();
  expect(sizes).toEqual([262_144, 262_144]);
  gatherBytes(({ length }) => sizes.push(length)).end();
  expect(sizes).toHaveLength(2);
});
