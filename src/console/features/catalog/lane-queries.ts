import { contract } from "#contract/index.ts";
import { useMemo } from "react";
import { nextPollMs } from "../../api/polling.ts";
import { useEndpoint } from "../../api/query.ts";
import { modelsByLane } from "./lane-models.ts";
import { useModels } from "./queries.ts";

/** What each lane offers, by its id; undefined until the catalog is there. */
export function useModelsByLane() {
  const { data } = useModels();
  return useMemo(() => (data === undefined ? undefined : modelsByLane(data.data)), [data]);
}

/** Lanes are looked at calmly, since their page watches no batch of its own; one that is tried again soon is watched. */
const CALM_AGE_MS = 120_000;
const WATCHED_AGE_MS = 60_000;

/** Every configured lane as it is at this moment, read again now and then. */
export function useLanes() {
  return useEndpoint(
    contract.catalog.listLanes,
    {},
    {
      refetchInterval: ({ data, error }) => {
        const isWatched = data?.data.some(({ breaker }) => breaker !== "closed") ?? false;
        return nextPollMs({ ageMs: isWatched ? WATCHED_AGE_MS : CALM_AGE_MS, error, failures: 2 });
      },
    },
  );
}
