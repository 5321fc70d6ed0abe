import { createLineSplitter } from "#contract/manifest/lines.ts";
import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import type { UnitRange } from "#gateway/batches/unit-store.ts";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";

/** Reads the input lines of a unit into memory: some 9 MiB at most. Throws when they are not as many as its items. */
export async function readLines(
  storage: ArtifactStorage,
  key: string,
  unit: UnitRange,
): Promise<Uint8Array[]> {
  const lines: Uint8Array[] = [];
  const splitter = createLineSplitter({
    maxLineBytes: MANIFEST_LIMITS.maxLineBytes,
    onLine: (bytes) => void lines.push(bytes.slice()),
    onLongLine: (line) => {
      throw new RangeError(`Line ${line} of unit ${unit.unit} is longer than was accepted.`);
    },
  });
  const range = { start: Number(unit.first_byte), end: Number(unit.end_byte) };
  for await (const chunk of await storage.open(key, range)) splitter.push(chunk);
  splitter.end();
  const expected = unit.end_item - unit.first_item;
  if (lines.length !== expected) {
    throw new RangeError(`Unit ${unit.unit} has ${lines.length} lines instead of ${expected}.`);
  }
  return lines;
}
