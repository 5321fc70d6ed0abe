import type { LineEdits } from "#contract/manifest/line-edits.ts";
import { repairInput as repairBytes, passesOf, type LeftLine } from "#contract/manifest/repairs.ts";
import type { ManifestRepair } from "#contract/manifest/repairs-kinds.ts";
import { checkInput, type InputCheck } from "./check-input.ts";

/** How far a repair is: first the bytes are read and written, then the result is checked as any input is. */
export interface RepairProgress {
  step: "repairing" | "checking";
  bytes: number;
  total: number;
}

/** What a repair came to. */
export interface RepairOutcome {
  blob: Blob;
  /** How many marks, line ends, lines or ids each repair changed. */
  made: Partial<Record<ManifestRepair, number>>;
  /** Lines that were changed and left out by hand. */
  edited_count: number;
  left_out_count: number;
  /** Lines that a repair left as they are; the first of them with the reason. */
  left_count: number;
  left: LeftLine[];
  check: InputCheck;
}

const LEFT_KEPT = 20;
/** Written bytes are handed to the browser in parts of this size, which it may keep on disk. */
const PART_BYTES = 8 * 1024 * 1024;

/** What is to be done to an input: repairs, and the lines that were changed or left out by hand. */
export interface RepairPlan {
  repairs: ReadonlySet<ManifestRepair>;
  edits: LineEdits;
}

/** Repairs an input as it streams by, and checks what came out. */
export async function repairInput(
  input: Blob,
  { repairs, edits }: RepairPlan,
  knownModels: ReadonlySet<string> | undefined,
  onProgress: (progress: RepairProgress) => void,
): Promise<RepairOutcome> {
  const made: RepairOutcome["made"] = {};
  const left: LeftLine[] = [];
  let leftCount = 0;
  let bytes = 0;
  const total = input.size * passesOf(repairs);
  const output = repairBytes(() => chunksOf(input), {
    repairs,
    edits,
    onRead(sizeBytes) {
      bytes += sizeBytes;
      onProgress({ step: "repairing", bytes, total });
    },
    onRepaired: (repair) => void (made[repair] = (made[repair] ?? 0) + 1),
    onLeft(line) {
      leftCount += 1;
      if (left.length < LEFT_KEPT) left.push(line);
    },
  });
  const blob = await blobOf(output);
  const check = await checkInput(blob, knownModels, {
    onProgress: (progress) =>
      onProgress({ step: "checking", bytes: progress.bytes, total: blob.size }),
    onIssues: () => {},
  });
  const left_out_count = [...edits.values()].filter((text) => text === null).length;
  return {
    blob,
    made,
    edited_count: edits.size - left_out_count,
    left_out_count,
    left_count: leftCount,
    left,
    check,
  };
}

async function blobOf(output: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<Blob> {
  const parts: Blob[] = [];
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of output) {
    chunks.push(chunk);
    size += chunk.length;
    if (size < PART_BYTES) continue;
    parts.push(new Blob(chunks));
    chunks = [];
    size = 0;
  }
  return new Blob([...parts, ...chunks]);
}

async function* chunksOf(input: Blob): AsyncGenerator<Uint8Array> {
  const reader = input.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
