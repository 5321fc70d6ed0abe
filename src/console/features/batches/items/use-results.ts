import type { Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import type { EndpointInput } from "#contract/endpoint.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { useApi } from "../../../api/api-provider.tsx";
import { endpointQuery } from "../../../api/query.ts";
import { itemRow } from "./item-row.ts";
import { PlacedRows, type PlacedState } from "./placed-rows.ts";
import { type ReaderState, type ReadPage, type ResultPage, ResultReader } from "./result-reader.ts";

export type ApiFilter = "completed" | "failed" | undefined;

type ResultsQuery = NonNullable<EndpointInput<typeof contract.batches.results>["query"]>;

/** As many as the API gives at once. */
const ROWS_PER_PAGE = 100;

/** Rows of a filtered list held at once; fewer while the batch runs, since all are looked at again when it changes. */
const MOST_ROWS = { ended: 20_000, running: 1_000 };

/** Asks for results; the answer is not kept, since whoever asks keeps what it needs of it. */
function useAskResults(batchId: string): (query: ResultsQuery) => Promise<ResultPage> {
  const { client, environment } = useApi();
  const queries = useQueryClient();
  return useCallback(
    (query) => {
      const input = { params: { id: batchId }, query };
      return queries.fetchQuery({
        ...endpointQuery(client, environment.id, contract.batches.results, input),
        staleTime: 0,
        gcTime: 0,
      });
    },
    [client, environment.id, queries, batchId],
  );
}

/** Reads a page of a batch's results, under a filter or all of them; the first one starts at `fromPlace`. */
export function useReadPage(batchId: string, status: ApiFilter, fromPlace = 0): ReadPage {
  const ask = useAskResults(batchId);
  return useCallback(
    (cursor) =>
      ask({
        limit: ROWS_PER_PAGE,
        ...(status === undefined ? {} : { status }),
        ...(cursor !== undefined ? { cursor } : fromPlace > 0 ? { from_item: fromPlace } : {}),
      }),
    [ask, status, fromPlace],
  );
}

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
