import { expect, test } from "vitest";
import { requestedRange } from "./requested-range.ts";

test("one range of bytes is understood as RFC 9110 has it; other forms mean the whole", () => {
  expect(requestedRange("bytes=0-9", 100)).toEqual({ start: 0, end: 10 });
  expect(requestedRange("bytes=90-", 100)).toEqual({ start: 90, end: 100 });
  expect(requestedRange("bytes=90-500", 100)).toEqual({ start: 90, end: 100 });
  expect(requestedRange("bytes=-7", 100)).toEqual({ start: 93, end: 100 });
  expect(requestedRange("bytes=-700", 100)).toEqual({ start: 0, end: 100 });
  expect(requestedRange("bytes=100-", 100)).toBe("unsatisfiable");
  expect(requestedRange("bytes=-0", 100)).toBe("unsatisfiable");
  for (const header of [null, "", "bytes=", "bytes=-", "bytes=5-2", "bytes=0-1,4-5", "lines=0-1"]) {
    expect(requestedRange(header, 100)).toBeNull();
  }
});
