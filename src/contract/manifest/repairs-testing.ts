import type { LineEdits } from "./line-edits.ts";
import { repairInput, type LeftLine } from "./repairs.ts";
import type { ManifestRepair } from "./repairs-kinds.ts";
import { bytesOf } from "./testing.ts";

/** Repairs bytes that come in the given chunks, with all that is told of it. */
export async function repairChunks(
  chunks: Uint8Array[],
  repairs: readonly ManifestRepair[],
  edits?: LineEdits,
) {
  const left: LeftLine[] = [];
  const counts: Partial<Record<ManifestRepair, number>> = {};
  const made: number[] = [];
  const output = repairInput(() => chunks, {
    repairs: new Set(repairs),
    edits,
    onRepaired: (kind) => void (counts[kind] = (counts[kind] ?? 0) + 1),
    onLeft: (line) => void left.push(line),
  });
  for await (const chunk of output) for (const byte of chunk) made.push(byte);
  const bytes = Uint8Array.from(made);
  return { bytes, text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), counts, left };
}

/** Repairs a whole text at once. */
export function repairText(text: string, ...repairs: ManifestRepair[]) {
  return repairChunks([bytesOf(text)], repairs);
}
