import type { Batch } from "#contract/batches.ts";
import { useEffect, useState, useSyncExternalStore } from "react";
import { itemRow } from "./item-row.ts";
import { PlacedRows, type PlacedState } from "./placed-rows.ts";
import { type ReaderState, type ResultPage, ResultReader } from "./result-reader.ts";
import { useAskResults, useReadPage } from "./use-read-page.ts";

/** Rows of a filtered list held at once; fewer while the batch runs, since all are looked at again when it changes. */
const MOST_ROWS = { ended: 20_000, running: 1_000 };

interface Results extends ReaderState {
  /** Always the same function. */
  readMore: () => void;
  retry: () => void;
}

/**
 * The rows of a batch under a filter, filled in as it changes. A component that shows another filter, or starts elsewhere,
 * must be another instance.
 */
export function useResults(batch: Batch, status: "completed" | "failed", fromPlace = 0): Results {
  const readPage = useReadPage(batch.id, status, fromPlace);
  const [reader] = useState(() => {
    const maxRows = batch.completed_at === null ? MOST_ROWS.running : MOST_ROWS.ended;
    return new ResultReader(async (cursor) => rowsOf(await readPage(cursor)), { maxRows });
  });
  const state = useSyncExternalStore(reader.subscribe, reader.read);
  const { completed, failed, cancelled } = batch.counts;
  // What the filter hides may change without a row of this list changing.
  const shown = { completed, failed: failed + cancelled };
  const version = `${batch.status} ${shown[status]}`;
  useEffect(() => void reader.refresh(), [reader, version]);
  const again = state.isReady ? reader.readMore : reader.refresh;
  return { ...state, readMore: reader.readMore, retry: again };
}

interface Placed {
  state: PlacedState;
  /** Says which places are in view; always the same function. */
  show: (first: number, end: number) => void;
  retry: () => void;
}

/** All rows of a batch by their place in the input, those near the view filled in as the batch changes. */
export function usePlacedRows(batch: Batch): Placed {
  const ask = useAskResults(batch.id);
  const [rows] = useState(
    () =>
      new PlacedRows(
        async (from_item, limit) => rowsOf(await ask({ from_item, limit })),
        batch.item_count,
      ),
  );
  const state = useSyncExternalStore(rows.subscribe, rows.read);
  const { completed, failed, cancelled } = batch.counts;
  const version = `${batch.status} ${completed} ${failed} ${cancelled}`;
  useEffect(() => rows.refresh(), [rows, version]);
  return { state, show: rows.show, retry: rows.refresh };
}

function rowsOf({ data, next_cursor }: ResultPage) {
  return { data: data.map((result) => itemRow(result)), next_cursor };
}
