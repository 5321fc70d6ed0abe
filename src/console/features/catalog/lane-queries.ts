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

/** Lanes are looked at calmly: their page watches no batch of its own. */
const CALM_AGE_MS = 120_000;

/** Every configured lane as it is at this moment, read again now and then. */
export function useLanes() {
  return useEndpoint(
    contract.catalog.listLanes,
    {},
    {
      refetchInterval: ({ error }) => nextPollMs({ ageMs: CALM_AGE_MS, error, failures: 2 }),
    },
  );
}
