import { contract } from "#contract/index.ts";
import type { EndpointInput } from "#contract/endpoint.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useApi } from "../../../api/api-provider.tsx";
import { endpointQuery } from "../../../api/query.ts";
import type { ReadPage, ResultPage } from "./result-reader.ts";

export type ApiFilter = "completed" | "failed" | undefined;

type ResultsQuery = NonNullable<EndpointInput<typeof contract.batches.results>["query"]>;

/** As many as the API gives at once. */
const ROWS_PER_PAGE = 100;

/** Asks for results; the answer is not kept, since whoever asks keeps what it needs of it. */
export function useAskResults(batchId: string): (query: ResultsQuery) => Promise<ResultPage> {
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
