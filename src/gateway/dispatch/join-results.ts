import { parseItem } from "#contract/manifest/parse-item.ts";
import type { ArtifactKind } from "#contract/batches.ts";
import { idsName } from "#gateway/batches/find-item.ts";
import { errorLine, lineEnding } from "#gateway/batches/result-line.ts";
import type { BatchRow } from "#gateway/batches/store.ts";
import { listUnits, type UnitResults, type UnitRow } from "#gateway/batches/unit-store.ts";
import type { Queryable } from "#gateway/database/database.ts";
import { failPoint } from "#gateway/fail-points/fail-point.ts";
import { idIndexKey } from "#gateway/files/id-index.ts";
import { ArtifactMissing } from "#gateway/storage/artifact-errors.ts";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import { notDoneError } from "./not-done.ts";
import { storedLines } from "./stored-lines.ts";
import { writeIfAny } from "./write-if-any.ts";

/** A batch whose results are to be joined. */
export interface JoinSource {
  queryable: Queryable;
  storage: ArtifactStorage;
  batch: BatchRow;
  /** The storage key of the input. */
  input_key: string;
  /** Where the artifacts go. */
  names: Readonly<Record<ArtifactKind, string>>;
}

/** The joined artifacts, null where a file would be empty, and where in them each unit's lines lie. */
export interface JoinedResults {
  output: { name: string | null; bytes: bigint };
  errors: { name: string | null; bytes: bigint };
  units: (UnitResults & { unit: number })[];
}

/**
 * Joins the unit files of a batch, whose units are all done or cancelled, into one output and one error file by copying
 * bytes, in the order of the items and in constant memory. Items of cancelled units get an error line here. The index of
 * the input's ids is copied beside them, since the input may be deleted from now on.
 */
export async function joinResults(source: JoinSource): Promise<JoinedResults> {
  const { storage, names } = source;
  const parts: Record<ArtifactKind, Map<number, Part>> = { output: new Map(), errors: new Map() };
  const output = await writeIfAny(storage, names.output, joined(source, "output", parts.output));
  failPoint("output_joined");
  const errors = await writeIfAny(storage, names.errors, joined(source, "errors", parts.errors));
  failPoint("errors_joined");
  await copyIds(source);
  const units = [...parts.output].map(([unit, part]) => {
    const errorPart = parts.errors.get(unit) ?? EMPTY;
    return {
      unit,
      output_name: part.bytes === 0n ? null : names.output,
      output_start: part.start,
      output_bytes: part.bytes,
      error_name: errorPart.bytes === 0n ? null : names.errors,
      error_start: errorPart.start,
      error_bytes: errorPart.bytes,
    };
  });
  return { output, errors, units };
}

async function copyIds({ storage, batch, input_key }: JoinSource): Promise<void> {
  try {
    await storage.write(idsName(batch.id), await storage.open(idIndexKey(input_key)));
  } catch (error) {
    // A small input has none.
    if (!(error instanceof ArtifactMissing)) throw error;
  }
}

/** Where a unit's lines lie in the joined file. */
interface Part {
  start: bigint;
  bytes: bigint;
}
const EMPTY: Part = { start: 0n, bytes: 0n };

async function* joined(
  source: JoinSource,
  kind: ArtifactKind,
  parts: Map<number, Part>,
): AsyncGenerator<Uint8Array> {
  let start = 0n;
  for await (const unit of eachUnit(source)) {
    let bytes = 0n;
    for await (const chunk of linesOf(source, kind, unit)) {
      bytes += BigInt(chunk.length);
      yield chunk;
    }
    parts.set(unit.unit, { start, bytes });
    start += bytes;
  }
}

const UNITS_PER_PAGE = 200;

async function* eachUnit({ queryable, batch }: JoinSource): AsyncGenerator<UnitRow> {
  for (let from = 0; ; from += UNITS_PER_PAGE) {
    const units = await listUnits(queryable, batch.id, { unit: from, limit: UNITS_PER_PAGE });
    yield* units;
    if (units.length < UNITS_PER_PAGE) return;
  }
}

async function* linesOf(
  source: JoinSource,
  kind: ArtifactKind,
  unit: UnitRow,
): AsyncGenerator<Uint8Array> {
  const { storage } = source;
  if (unit.status === "cancelled") {
    if (kind === "errors") yield* notDoneLines(source, unit);
    return;
  }
  const name = kind === "output" ? unit.output_name : unit.error_name;
  if (name !== null) yield* await storage.open(name);
}

/** Error lines for the items of a unit that was never run, whose ids stand in the input alone. */
async function* notDoneLines(
  { storage, batch, input_key }: JoinSource,
  unit: UnitRow,
): AsyncGenerator<Uint8Array> {
  const error = notDoneError(batch.ending ?? "failed");
  let item_index = unit.first_item;
  const read = (bytes: Uint8Array): string => {
    const { custom_id } = parseItem(bytes);
    const line = errorLine({ batch_id: batch.id, item_index, custom_id }, error);
    item_index += 1;
    return line + lineEnding(null);
  };
  const range = { start: Number(unit.first_byte), end: Number(unit.end_byte) };
  for await (const lines of storedLines(storage, input_key, { range, read }))
    yield Buffer.from(lines.join(""));
}
