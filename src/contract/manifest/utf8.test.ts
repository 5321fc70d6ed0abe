import fc from "fast-check";
import { expect, test } from "vitest";
import { firstInvalidUtf8Byte } from "./utf8.ts";

function isDecodable(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

test("it finds a fault exactly where a fatal decoder refuses", () => {
  const byte = fc.constantFrom(
    0x41,
    0x80,
    0x8f,
    0x90,
    0x9f,
    0xa0,
    0xbf,
    0xc1,
    0xc2,
    0xe0,
    0xe2,
    0xed,
    0xef,
    0xf0,
    0xf4,
    0xf5,
  );
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 6 }),
      fc.array(byte, { maxLength: 6 }),
      (some, others) => {
        for (const bytes of [some, Uint8Array.from(others)]) {
          const fault = firstInvalidUtf8Byte(bytes);
          expect(fault === -1).toBe(isDecodable(bytes));
          expect(isDecodable(bytes.subarray(0, Math.max(fault, 0)))).toBe(true);
        }
      },
    ),
    { numRuns: 5000 },
  );
});

test("the place is the first byte of the broken sequence", () => {
  expect(firstInvalidUtf8Byte(Uint8Array.of(0x61, 0xc3, 0xa9, 0xe9, 0x61))).toBe(3);
  expect(firstInvalidUtf8Byte(Uint8Array.of(0x61, 0xe2, 0x82))).toBe(1);
});

/** The first and the last of each range that the definition has: RFC 3629, section 4. */
test.each([
  [[0x00]],
  [[0x7f]],
  [[0xc2, 0x80]],
  [[0xdf, 0xbf]],
  [[0xe0, 0xa0, 0x80]],
  [[0xe1, 0x80, 0x80]],
  [[0xec, 0xbf, 0xbf]],
  [[0xed, 0x80, 0x80]],
  [[0xed, 0x9f, 0xbf]],
  [[0xee, 0x80, 0x80]],
  [[0xef, 0xbf, 0xbf]],
  [[0xf0, 0x90, 0x80, 0x80]],
  [[0xf1, 0x80, 0x80, 0x80]],
  [[0xf3, 0xbf, 0xbf, 0xbf]],
  [[0xf4, 0x80, 0x80, 0x80]],
  [[0xf4, 0x8f, 0xbf, 0xbf]],
])("%j is a character", (bytes) => {
  expect(firstInvalidUtf8Byte(Uint8Array.from(bytes))).toBe(-1);
  expect(firstInvalidUtf8Byte(Uint8Array.from([...bytes, ...bytes, 0x80]))).toBe(2 * bytes.length);
});

test.each([
  [[0x80]],
  [[0xbf]],
  [[0xc0, 0x80]],
  [[0xc1, 0xbf]],
  [[0xc2]],
  [[0xc2, 0x7f]],
  [[0xdf, 0xc0]],
  [[0xe0, 0x9f, 0xbf]],
  [[0xe0, 0xa0]],
  [[0xe1, 0x80, 0x7f]],
  [[0xe1, 0xc0, 0x80]],
  [[0xed, 0xa0, 0x80]],
  [[0xed, 0xbf, 0xbf]],
  [[0xf0, 0x8f, 0xbf, 0xbf]],
  [[0xf0, 0x90, 0x80]],
  [[0xf1, 0x80, 0x80, 0xc0]],
  [[0xf4, 0x90, 0x80, 0x80]],
  [[0xf5, 0x80, 0x80, 0x80]],
  [[0xff]],
])("%j is none, and is faulted at its first byte", (bytes) => {
  expect(firstInvalidUtf8Byte(Uint8Array.from([0x61, ...bytes]))).toBe(1);
});
