import type { ArtifactKind } from "#contract/batches.ts";
import { createLineSplitter } from "#contract/manifest/lines.ts";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import { itemIndexOf } from "./result-line.ts";
import { seekItem } from "./seek-item.ts";
import type { UnitResults } from "./unit-store.ts";

/** A line of a result file, its line end taken off, and the place in the input of the item that it is about. */
export interface ResultLine {
  item_index: number;
  line: Buffer;
}

/** Which lines of a unit are wanted: of both files or of one, from an item on. */
export interface WantedLines {
  kind: ArtifactKind | undefined;
  from_item: number;
}

/** The lines of a unit's two parts, merged in the order of the items. A line that names no item is passed over. */
export async function* linesOfUnit(
  storage: ArtifactStorage,
  unit: UnitResults,
  { kind, from_item }: WantedLines,
): AsyncGenerator<ResultLine> {
  const outputName = kind === "errors" ? null : unit.output_name;
  const errorName = kind === "output" ? null : unit.error_name;
  const outputs = linesOfPart(storage, outputName, unit.output_start, unit.output_bytes, from_item);
  const errors = linesOfPart(storage, errorName, unit.error_start, unit.error_bytes, from_item);
  try {
    let [output, error] = [await outputs.next(), await errors.next()];
    for (;;) {
      if (
        error.done !== true &&
        (output.done === true || error.value.item_index < output.value.item_index)
      ) {
        yield error.value;
        error = await errors.next();
      } else if (output.done !== true) {
        yield output.value;
        output = await outputs.next();
      } else return;
    }
  } finally {
    await outputs.return(undefined);
    await errors.return(undefined);
  }
}

/** Longer than any answer that is taken from a lane. */
const LONGEST_LINE_BYTES = 256 * 1024 * 1024;

async function* linesOfPart(
  storage: ArtifactStorage,
  name: string | null,
  part_start: bigint,
  part_bytes: bigint,
  from_item: number,
): AsyncGenerator<ResultLine, void> {
  if (name === null) return;
  let ready: ResultLine[] = [];
  const splitter = createLineSplitter({
    maxLineBytes: LONGEST_LINE_BYTES,
    onLine: (view) => {
      const line = Buffer.from(view);
      const item_index = itemIndexOf(line);
      if (item_index !== undefined && item_index >= from_item) ready.push({ item_index, line });
    },
    onLongLine: (line) => {
      throw new RangeError(`Line ${line} of ${name} is too long to be read.`);
    },
  });
  const part = { start: Number(part_start), end: Number(part_start + part_bytes) };
  const start = await seekItem(storage, name, part, from_item);
  for await (const chunk of await storage.open(name, { start, end: part.end })) {
    splitter.push(chunk);
    yield* ready;
    ready = [];
  }
  splitter.end();
  yield* ready;
}
