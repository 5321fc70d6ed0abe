import { isTerminal } from "#contract/batch-states.ts";
import { contract } from "#contract/index.ts";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useEndpoint } from "../../api/query.ts";
import { type ListView, metadataPair, readListView, writeListView } from "./list-search.ts";
import { PollSchedule } from "./poll-schedule.ts";

const BATCHES_PER_PAGE = 20;

/** The request for a view of the list. */
export function listInput({ status, metadata, cursor }: ListView) {
  const pair = metadata === null ? undefined : metadataPair(metadata);
  return {
    query: {
      limit: BATCHES_PER_PAGE,
      ...(status === null ? {} : { status }),
      ...(pair === undefined ? {} : { metadata: pair }),
      ...(cursor === null ? {} : { cursor }),
    },
  };
}

/** The view in the address and its batches, polled while any of them runs. */
export function useBatchList() {
  const [search, setSearch] = useSearchParams();
  const view = readListView(search);
  const [schedule] = useState(() => new PollSchedule());
  const page = useEndpoint(contract.batches.list, listInput(view), {
    keepPrevious: true,
    refetchInterval: (latest) => {
      const isAnyRunning = latest.data?.data.some(({ status }) => !isTerminal(status)) === true;
      return isAnyRunning || latest.error !== null ? schedule.waitAfter(latest) : false;
    },
  });
  const show = (change: Partial<ListView>): void =>
    setSearch((now) => writeListView({ ...readListView(now), cursor: null, ...change }));
  return { view, page, show };
}
