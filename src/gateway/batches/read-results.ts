import type { ArtifactKind } from "#contract/batches.ts";
import { ResultRow } from "#contract/batches.ts";
import type { BatchId } from "#contract/primitives.ts";
import type { Database } from "#gateway/database/database.ts";
import { ArtifactMissing } from "#gateway/storage/artifact-errors.ts";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import { findItemPlaces } from "./find-item.ts";
import { idOfLine, isLineOf } from "./result-line.ts";
import { linesOfUnit, type ResultLine, type WantedLines } from "./result-lines.ts";
import { listReadableUnits } from "./unit-store.ts";

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

/** Above so many items of one hash, which only somebody who looks for them gets, the lines are read one by one. */
const MOST_CANDIDATES = 16;

/**
 * Result rows in the order of the input, also while the batch runs: then those of the units that are done. Whichever page
 * or id is wanted of however many, about as much is read.
 */
export async function readResults(
  dependencies: ResultsDependencies,
  batch_id: BatchId,
  query: ResultsQuery,
): Promise<ResultsPage> {
  const read = () =>
    query.customer_item_id === undefined
      ? readPage(dependencies, batch_id, query)
      : readItem(dependencies, batch_id, query.customer_item_id, wantedLines(query));
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ArtifactMissing)) throw error;
    // The batch has ended since its units were looked up, and their lines have moved to the joined files.
    return read();
  }
}

function wantedLines({ status, from_item }: ResultsQuery): WantedLines {
  const kinds: Record<"completed" | "failed", ArtifactKind> = {
    completed: "output",
    failed: "errors",
  };
  return { from_item, kind: status === undefined ? undefined : kinds[status] };
}

async function readPage(
  dependencies: ResultsDependencies,
  batch_id: BatchId,
  query: ResultsQuery,
): Promise<ResultsPage> {
  const { limit } = query;
  const rows: ResultRow[] = [];
  let bytes = 0;
  for await (const line of linesFrom(dependencies, batch_id, wantedLines(query))) {
    const sizeBytes = line.line.length;
    if (rows.length === limit || (rows.length > 0 && bytes + sizeBytes > PAGE_BYTES)) {
      return { rows, next_item: line.item_index };
    }
    rows.push(rowOf(batch_id, line));
    bytes += sizeBytes;
  }
  return { rows, next_item: null };
}

async function readItem(
  dependencies: ResultsDependencies,
  batch_id: BatchId,
  custom_id: string,
  wanted: WantedLines,
): Promise<ResultsPage> {
  const places = await findItemPlaces(dependencies, batch_id, custom_id);
  if (places !== undefined && places.length <= MOST_CANDIDATES) {
    for (const place of places) {
      if (place < wanted.from_item) continue;
      const line = await lineAt(dependencies, batch_id, { ...wanted, from_item: place });
      if (line !== undefined && isLineOf(line.line, custom_id))
        return { rows: [rowOf(batch_id, line)], next_item: null };
    }
    return { rows: [], next_item: null };
  }
  for await (const line of linesFrom(dependencies, batch_id, wanted)) {
    if (isLineOf(line.line, custom_id)) return { rows: [rowOf(batch_id, line)], next_item: null };
  }
  return { rows: [], next_item: null };
}

/** The line of the first item wanted, and of none after it. */
async function lineAt(
  { database, storage }: ResultsDependencies,
  batch_id: BatchId,
  wanted: WantedLines,
): Promise<ResultLine | undefined> {
  const { from_item: item, kind } = wanted;
  const [unit] = await listReadableUnits(database, batch_id, { item, limit: 1, kind });
  if (unit === undefined || unit.first_item > item) return undefined;
  for await (const line of linesOfUnit(storage, unit, wanted))
    return line.item_index === item ? line : undefined;
  return undefined;
}

/** A row for every line: one that cannot be read says so in the place of its answer. */
function rowOf(batch_id: BatchId, { item_index, line }: ResultLine): ResultRow {
  try {
    return ResultRow.parse(JSON.parse(line.toString("utf8")));
  } catch {
    const custom_id = idOfLine(line) ?? "";
    return {
      id: `${batch_id}-${item_index}`,
      custom_id,
      customer_item_id: custom_id,
      response: null,
      error: {
        code: "result_unreadable",
        message: "The line of this result is damaged and cannot be read.",
      },
      batchrouter: null,
    };
  }
}

const UNITS_PER_PAGE = 20;

async function* linesFrom(
  { database, storage }: ResultsDependencies,
  batch_id: BatchId,
  wanted: WantedLines,
): AsyncGenerator<ResultLine> {
  const { kind } = wanted;
  let item = wanted.from_item;
  for (;;) {
    const page = { item, limit: UNITS_PER_PAGE, kind };
    const units = await listReadableUnits(database, batch_id, page);
    for (const unit of units) {
      yield* linesOfUnit(storage, unit, wanted);
      item = unit.end_item;
    }
    if (units.length < UNITS_PER_PAGE) return;
  }
}
