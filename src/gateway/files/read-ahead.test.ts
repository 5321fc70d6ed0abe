import { expect, test } from "vitest";
import { readAhead } from "./read-ahead.ts";

/** Chunks of three bytes each, and what became of them. */
function source(count: number) {
  const log = { read: 0, isClosed: false };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for (let at = 0; at < count; at += 1) {
        log.read += 1;
        yield Uint8Array.of(at, at, at);
      }
    } finally {
      log.isClosed = true;
    }
  }
  return { log, chunks: chunks() };
}

test.each([
  { count: 0, ahead: 6, isWhole: true, read: 0 },
  { count: 1, ahead: 6, isWhole: true, read: 1 },
  // Whether they were all is known only once more have been asked for.
  { count: 2, ahead: 6, isWhole: false, read: 2 },
  { count: 9, ahead: 7, isWhole: false, read: 3 },
])("$count chunks, $ahead bytes ahead: whole is $isWhole", async ({ count, ahead, ...known }) => {
  const { log, chunks } = source(count);
  const found = await readAhead(chunks, ahead);
  expect({ isWhole: found.isWhole, read: log.read }).toEqual(known);
  const all: number[] = [];
  for await (const chunk of found.chunks) all.push(...chunk);
  expect(all).toEqual(Array.from({ length: count }, (_, at) => [at, at, at]).flat());
  expect(log.isClosed).toBe(true);
});

test.each([1, 3])("whoever stops after %i chunks ends the source", async (taken) => {
  const { log, chunks } = source(9);
  const found = await readAhead(chunks, 6);
  let seen = 0;
  for await (const _ of found.chunks) {
    seen += 1;
    if (seen === taken) break;
  }
  expect(log.isClosed).toBe(true);
});

test("a source that fails meanwhile fails at once", async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Uint8Array.of(1);
    throw new Error("gone");
  }
  await expect(readAhead(broken(), 6)).rejects.toThrow("gone");
});
