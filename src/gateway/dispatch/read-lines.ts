import type { UnitRange } from "#gateway/batches/unit-store.ts";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import { storedLines } from "./stored-lines.ts";

/** Reads the input lines of a unit into memory: some 9 MiB at most. Throws when they are not as many as its items. */
export async function readLines(
  storage: ArtifactStorage,
  key: string,
  unit: UnitRange,
): Promise<Uint8Array[]> {
  const lines: Uint8Array[] = [];
  for await (const window of readLineWindows(storage, key, unit)) lines.push(...window);
  return lines;
}

/** A window closes with the line that takes it to either of these. */
const WINDOW = { lines: 1_000, bytes: 8 * 1024 * 1024 };

/**
 * Reads the input lines of a unit of any size, some at a time, in order. Throws when they are not as many as its items.
 */
export async function* readLineWindows(
  storage: ArtifactStorage,
  key: string,
  unit: UnitRange,
): AsyncGenerator<Uint8Array[]> {
  let window: Uint8Array[] = [];
  let bytes = 0;
  let count = 0;
  const range = { start: Number(unit.first_byte), end: Number(unit.end_byte) };
  for await (const lines of storedLines(storage, key, { range, read: (line) => line.slice() })) {
    window.push(...lines);
    count += lines.length;
    for (const line of lines) bytes += line.length;
    if (window.length < WINDOW.lines && bytes < WINDOW.bytes) continue;
    yield window;
    window = [];
    bytes = 0;
  }
  if (window.length > 0) yield window;
  const expected = unit.end_item - unit.first_item;
  if (count !== expected) {
    throw new RangeError(`Unit ${unit.unit} has ${count} lines instead of ${expected}.`);
  }
}
