import type { Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { useApi } from "../../../api/api-provider.tsx";
import { endpointQuery } from "../../../api/query.ts";
import { type ReaderState, type ReadPage, ResultReader } from "./result-reader.ts";

export type ApiFilter = "completed" | "failed" | undefined;

/** As many as the API gives at once. */
const ROWS_PER_PAGE = 100;

/** Reads a page of a batch's results, under a filter or all of them. */
export function useReadPage(batchId: string, status: ApiFilter): ReadPage {
  const { client, environment } = useApi();
  const queries = useQueryClient();
  return useCallback(
    (cursor) => {
      const query = {
        limit: ROWS_PER_PAGE,
        ...(status === undefined ? {} : { status }),
        ...(cursor === undefined ? {} : { cursor }),
      };
      const input = { params: { id: batchId }, query };
      return queries.fetchQuery({
        ...endpointQuery(client, environment.id, contract.batches.results, input),
        staleTime: 0,
      });
    },
    [client, environment.id, queries, batchId, status],
  );
}

interface Results extends ReaderState {
  /** Always the same function. */
  readMore: () => void;
  retry: () => void;
}

/** The rows of a batch, filled in as it changes. A component that shows another filter must be another instance. */
export function useResults(batch: Batch, status: ApiFilter): Results {
  const readPage = useReadPage(batch.id, status);
  const [reader] = useState(() => new ResultReader(readPage, { hasGaps: status !== undefined }));
  const state = useSyncExternalStore(reader.subscribe, reader.read);
  const { completed, failed, cancelled } = batch.counts;
  // What the filter hides may change without a row of this list changing.
  const shown = { all: completed + failed + cancelled, completed, failed: failed + cancelled };
  const version = `${batch.status} ${shown[status ?? "all"]}`;
  useEffect(() => void reader.refresh(), [reader, version]);
  const again = state.isReady ? reader.readMore : reader.refresh;
  return { ...state, readMore: reader.readMore, retry: again };
}
