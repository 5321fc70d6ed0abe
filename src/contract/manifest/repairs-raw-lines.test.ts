import { expect, test } from "vitest";
import { MANIFEST_LIMITS } from "./limits.ts";
import { cutRawLines } from "./repairs-raw-lines.ts";
import { bytesOf } from "./testing.ts";

/** A line may have its line end and a byte order mark besides. */
const LONGEST = MANIFEST_LIMITS.maxLineBytes + 5;

/** What is told of bytes in chunks of this size: lines by number and length, long ones as bytes that pass. */
function cut(bytes: Uint8Array, chunkBytes = bytes.length) {
  const lines: [line: number, sizeBytes: number][] = [];
  let longBytes = 0;
  let seen = 0;
  const count = (piece: Uint8Array) =>
    piece.forEach((byte) => (seen = (Math.imul(seen, 31) + byte) | 0));
  const stage = cutRawLines(
    (piece, line) => {
      lines.push([line, piece.length]);
      count(piece);
    },
    (piece) => {
      longBytes += piece.length;
      count(piece);
    },
  );
  for (let at = 0; at < bytes.length; at += chunkBytes)
    stage.push(bytes.subarray(at, at + chunkBytes));
  stage.end();
  return { lines, longBytes, seen };
}

function checksum(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 0);
}

test("lines come with their line ends and numbers, however they are chunked", () => {
  const bytes = bytesOf("a\r\n\nbcd\n\r\nlast");
  for (const size of [1, 2, 3, 5, bytes.length]) {
    expect(cut(bytes, size)).toEqual({
      lines: [
        [1, 3],
        [2, 1],
        [3, 4],
        [4, 2],
        [5, 4],
      ],
      longBytes: 0,
      seen: checksum(bytes),
    });
  }
  expect(cut(bytesOf("a\n")).lines).toEqual([[1, 2]]);
  expect(cut(bytesOf("")).lines).toEqual([]);
});

test("a line is put together from chunks of any size", () => {
  const bytes = bytesOf(`${"x".repeat(70_000)}y\n${"z".repeat(200_000)}\n`);
  for (const size of [10_000, 65_536, 65_537, 100_000])
    expect(cut(bytes, size)).toEqual({
      lines: [
        [1, 70_002],
        [2, 200_001],
      ],
      longBytes: 0,
      seen: checksum(bytes),
    });
});

test.each([undefined, 100_000, LONGEST])(
  "the longest line is whole and one byte more only passes, in chunks of %s",
  (size) => {
    const after = "next\n";
    const longest = bytesOf(`${"x".repeat(LONGEST - 1)}\n${after}`);
    expect(cut(longest, size)).toEqual({
      lines: [
        [1, LONGEST],
        [2, after.length],
      ],
      longBytes: 0,
      seen: checksum(longest),
    });
    const tooLong = bytesOf(`a\n${"x".repeat(LONGEST)}\n${after}`);
    expect(cut(tooLong, size)).toEqual({
      lines: [
        [1, 2],
        [3, after.length],
      ],
      longBytes: LONGEST + 1,
      seen: checksum(tooLong),
    });
  },
);

test("a last line that is too long passes too", () => {
  const bytes = bytesOf("x".repeat(LONGEST + 1));
  for (const size of [undefined, 100_000])
    expect(cut(bytes, size)).toEqual({
      lines: [],
      longBytes: LONGEST + 1,
      seen: checksum(bytes),
    });
});
