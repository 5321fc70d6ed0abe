import { createLineSplitter } from "#contract/manifest/lines.ts";
import { ResultRow } from "#contract/batches.ts";
import type { BatchId } from "#contract/primitives.ts";
import type { Database } from "#gateway/database/database.ts";
import { ArtifactMissing } from "#gateway/storage/artifact-errors.ts";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import { isLineOf, itemIndexOf } from "./result-line.ts";
import { listReadableUnits, type UnitRow } from "./unit-store.ts";

export interface ResultsQuery {
  /** The place in the input of the first item wanted, from 0. */
  from_item: number;
  limit: number;
  status: "completed" | "failed" | undefined;
  customer_item_id: string | undefined;
}

export interface ResultsPage {
  rows: ResultRow[];
  /** Where the next page starts; null when there are no more rows at this moment. */
  next_item: number | null;
}

export interface ResultsDependencies {
  database: Database;
  storage: ArtifactStorage;
}

/** A page ends early when its rows come to this, so that large answers do not pile up in memory. */
const PAGE_BYTES = 8 * 1024 * 1024;

/** Result rows in the order of the input, also while the batch runs: then those of the units that are done. */
export async function readResults(
  dependencies: ResultsDependencies,
  batch_id: BatchId,
  query: ResultsQuery,
): Promise<ResultsPage> {
  try {
    return await readPage(dependencies, batch_id, query);
  } catch (error) {
    if (!(error instanceof ArtifactMissing)) throw error;
    // The batch has ended since its units were looked up, and their lines have moved to the joined files.
    return readPage(dependencies, batch_id, query);
  }
}

async function readPage(
  dependencies: ResultsDependencies,
  batch_id: BatchId,
  query: ResultsQuery,
): Promise<ResultsPage> {
  const { limit, customer_item_id } = query;
  const rows: ResultRow[] = [];
  let bytes = 0;
  for await (const { item_index, line } of linesFrom(dependencies, batch_id, query)) {
    if (customer_item_id !== undefined) {
      if (isLineOf(line, customer_item_id)) return { rows: [rowOf(line)], next_item: null };
      continue;
    }
    if (rows.length === limit || (rows.length > 0 && bytes + line.length > PAGE_BYTES)) {
      return { rows, next_item: item_index };
    }
    rows.push(rowOf(line));
    bytes += line.length;
  }
  return { rows, next_item: null };
}

function rowOf(line: Buffer): ResultRow {
  return ResultRow.parse(JSON.parse(line.toString("utf8")));
}

interface ResultLine {
  item_index: number;
  line: Buffer;
}

const UNITS_PER_PAGE = 20;

async function* linesFrom(
  { database, storage }: ResultsDependencies,
  batch_id: BatchId,
  { from_item, status }: ResultsQuery,
): AsyncGenerator<ResultLine> {
  let item = from_item;
  for (;;) {
    const units = await listReadableUnits(database, batch_id, { item, limit: UNITS_PER_PAGE });
    for (const unit of units) {
      for await (const line of linesOfUnit(storage, unit, status))
        if (line.item_index >= from_item) yield line;
      item = unit.end_item;
    }
    if (units.length < UNITS_PER_PAGE) return;
  }
}

/** The lines of a unit's two parts, merged in the order of the items. */
async function* linesOfUnit(
  storage: ArtifactStorage,
  unit: UnitRow,
  status: ResultsQuery["status"],
): AsyncGenerator<ResultLine> {
  const outputName = status === "failed" ? null : unit.output_name;
  const errorName = status === "completed" ? null : unit.error_name;
  const outputs = linesOfPart(storage, outputName, unit.output_start, unit.output_bytes);
  const errors = linesOfPart(storage, errorName, unit.error_start, unit.error_bytes);
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
  start: bigint,
  bytes: bigint,
): AsyncGenerator<ResultLine, void> {
  if (name === null) return;
  let ready: ResultLine[] = [];
  const splitter = createLineSplitter({
    maxLineBytes: LONGEST_LINE_BYTES,
    onLine: (view) => {
      const line = Buffer.from(view);
      ready.push({ item_index: itemIndexOf(line), line });
    },
    onLongLine: (line) => {
      throw new RangeError(`Line ${line} of ${name} is too long to be read.`);
    },
  });
  for await (const chunk of await storage.open(name, {
    start: Number(start),
    end: Number(start + bytes),
  })) {
    splitter.push(chunk);
    yield* ready;
    ready = [];
  }
  splitter.end();
  yield* ready;
}
