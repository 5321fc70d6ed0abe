import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLocalStorage } from "#gateway/storage/local-storage.ts";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import { readLines, readLineWindows } from "./read-lines.ts";
import { storedLines } from "./stored-lines.ts";
import { writeIfAny } from "./write-if-any.ts";

let folder: string;
let storage: ArtifactStorage;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "unit-lines-test-"));
  storage = await createLocalStorage(folder);
});
afterAll(() => rm(folder, { recursive: true }));

async function* chunksOf(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

/** Stores lines; gives the range of a unit that has those from the first up to the end. */
async function unitOf(key: string, lines: readonly string[], first_item: number, end_item: number) {
  await storage.write(key, chunksOf(...lines.map((line) => `${line}\n`)));
  const bytesBefore = (at: number): bigint =>
    BigInt(
      Buffer.byteLength(
        lines
          .slice(0, at)
          .map((line) => `${line}\n`)
          .join(""),
      ),
    );
  return {
    unit: 7,
    first_item,
    end_item,
    first_byte: bytesBefore(first_item),
    end_byte: bytesBefore(end_item),
  };
}

const textOf = (lines: readonly Uint8Array[]): string[] =>
  lines.map((line) => Buffer.from(line).toString());

test("a unit's lines are those of its range and no others, each kept by itself", async () => {
  const lines = ["zero", "one", "→ two", "three", "four"];
  const unit = await unitOf("range", lines, 1, 4);
  expect(textOf(await readLines(storage, "range", unit))).toEqual(["one", "→ two", "three"]);
});

test("a unit that has fewer or more lines than items is not run", async () => {
  const unit = await unitOf("count", ["a", "b", "c"], 0, 3);
  await expect(readLines(storage, "count", { ...unit, end_item: 4 })).rejects.toThrow(
    "Unit 7 has 3 lines instead of 4.",
  );
  await expect(readLines(storage, "count", { ...unit, end_item: 2 })).rejects.toThrow(
    "Unit 7 has 3 lines instead of 2.",
  );
});

test("a unit of any size comes in windows, and its last line without a line end too", async () => {
  const lines = Array.from({ length: 120_000 }, (_, at) => `line ${at}`);
  const unit = await unitOf("windows", lines, 0, lines.length);
  const sizes: number[] = [];
  const read: string[] = [];
  for await (const window of readLineWindows(storage, "windows", {
    ...unit,
    end_byte: unit.end_byte - 1n,
  })) {
    sizes.push(window.length);
    read.push(...textOf(window));
  }
  expect(read).toEqual(lines);
  expect(sizes.length).toBeGreaterThan(5);
  expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThanOrEqual(1_000);
  expect(Math.max(...sizes)).toBeLessThan(60_000);
});

test("long lines close a window by their bytes", async () => {
  const long = "x".repeat(1024 * 1024 - 1);
  const unit = await unitOf("long", Array<string>(20).fill(long), 0, 20);
  const sizes: number[] = [];
  for await (const window of readLineWindows(storage, "long", unit)) sizes.push(window.length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(20);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(9);
  expect(sizes.length).toBeLessThanOrEqual(4);
});

test("a line longer than any that was written is refused, and named", async () => {
  await storage.write("too-long", chunksOf("short\n", "0123456789\n"));
  const read = async () => {
    const options = { maxLineBytes: 9, read: (bytes: Uint8Array) => bytes.length };
    for await (const _ of storedLines(storage, "too-long", options));
  };
  await expect(read()).rejects.toThrow(
    "Line 2 of too-long has 10 bytes; none was written so long.",
  );
});

test("no artifact is made of a source without a byte, and all of it of any other", async () => {
  expect(await writeIfAny(storage, "none", chunksOf())).toEqual({ name: null, bytes: 0n });
  expect(await writeIfAny(storage, "empty", chunksOf("", ""))).toEqual({ name: null, bytes: 0n });
  await expect(storage.open("empty")).rejects.toThrow();
  expect(await writeIfAny(storage, "some", chunksOf("", "one ", "", "two"))).toEqual({
    name: "some",
    bytes: 7n,
  });
  expect(await new Response(await storage.open("some")).text()).toBe("one two");
});
