import { applyEdits, numberBeforeEdits, type LineEdits } from "./line-edits.ts";
import { splitArray } from "./repairs-array.ts";
import { IdRegister } from "./repairs-ids.ts";
import type { ManifestRepair } from "./repairs-kinds.ts";
import { collectIds, repairLines } from "./repairs-lines.ts";
import {
  dropByteOrderMark,
  dropCarriageReturns,
  gatherBytes,
  type ByteSink,
  type ByteStage,
} from "./repairs-stage.ts";

/** A line that a repair left as it is, because it could not be made without loss. */
export interface LeftLine {
  repair: ManifestRepair;
  /** Counted from 1 in the file as it came; of a list, the position of the entry. */
  line: number;
  reason: string;
}

/** How an input is to be repaired and who is told of what. */
export interface RepairOptions {
  repairs: ReadonlySet<ManifestRepair>;
  /** Lines that a person changed or left out; made before the repairs. */
  edits?: LineEdits | undefined;
  /** Told of the bytes read in each step; all steps together read `passes × size`. */
  onRead?: ((sizeBytes: number) => void) | undefined;
  /** Told of each line end, line or mark that was changed. */
  onRepaired?: ((repair: ManifestRepair) => void) | undefined;
  /** Told of each line that was left as it is. */
  onLeft?: ((left: LeftLine) => void) | undefined;
}

const LINE_REPAIRS = [
  "remove_blank_lines",
  "add_missing_ids",
  "unique_ids",
  "to_native",
  "to_openai_batch",
] as const satisfies ManifestRepair[];

/** How often these repairs read the input: twice where ids are given, since those must not meet ids further down. */
export function passesOf(repairs: ReadonlySet<ManifestRepair>): 1 | 2 {
  return repairs.has("add_missing_ids") || repairs.has("unique_ids") ? 2 : 1;
}

/**
 * Yields the repaired input; `open` reads it from its start and is called once a pass. The bytes depend on the input alone, not on
 * how it is chunked; what needs no repair keeps its bytes. It holds a chunk, a line, and of every id at most forty bytes. Throws a
 * `NotAnArrayError` when an input that is to be taken for one JSON list is none.
 */
export async function* repairInput(
  open: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: RepairOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const { repairs, onRead } = options;
  const ids = new IdRegister();
  const numberOf = numbering(options);
  if (passesOf(repairs) === 2) {
    const first = wholeFileStages(collectIds(ids, numberOf), options, () => {});
    for await (const chunk of open()) {
      first.push(chunk);
      onRead?.(chunk.length);
    }
    first.end();
  }
  const made: Uint8Array<ArrayBuffer>[] = [];
  const output = gatherBytes((chunk) => void made.push(chunk));
  const second = wholeFileStages(lineStage(output, options, ids, numberOf), options, (repair) =>
    options.onRepaired?.(repair),
  );
  for await (const chunk of open()) {
    second.push(chunk);
    onRead?.(chunk.length);
    yield* made.splice(0);
  }
  second.end();
  yield* made;
}

/** The number in the file as it came of a line that the edits left; of a list, the position of the entry. */
function numbering({ repairs, edits }: RepairOptions): (line: number) => number {
  if (edits === undefined || repairs.has("array_to_lines")) return (line) => line;
  return numberBeforeEdits(edits);
}

/** The edits, and the repairs that look at bytes and not at lines, before a last step. */
function wholeFileStages(
  last: ByteStage,
  { repairs, edits }: RepairOptions,
  onRepaired: (repair: ManifestRepair) => void,
): ByteStage {
  let stage = last;
  const before = (
    make: (next: ByteSink, told: () => void) => ByteStage,
    repair: ManifestRepair,
  ) => {
    if (repairs.has(repair))
      stage = chained(
        make(stage.push, () => onRepaired(repair)),
        stage,
      );
  };
  before(splitArray, "array_to_lines");
  if (edits !== undefined && edits.size > 0) stage = chained(applyEdits(stage.push, edits), stage);
  before(dropCarriageReturns, "crlf_to_lf");
  before(dropByteOrderMark, "drop_bom");
  return stage;
}

function lineStage(
  output: ByteStage,
  options: RepairOptions,
  ids: IdRegister,
  numberOf: (line: number) => number,
): ByteStage {
  const chosen = new Set(LINE_REPAIRS.filter((repair) => options.repairs.has(repair)));
  if (chosen.size === 0) return output;
  const lines = repairLines(output.push, {
    chosen,
    ids,
    numberOf,
    onRepaired: (repair) => options.onRepaired?.(repair),
    onLeft: (repair, line, reason) => options.onLeft?.({ repair, line, reason }),
  });
  return chained(lines, output);
}

/** Two steps as one: what the first still holds reaches the second before that ends. */
function chained(first: ByteStage, second: ByteStage): ByteStage {
  return {
    push: first.push,
    end() {
      first.end();
      second.end();
    },
  };
}
