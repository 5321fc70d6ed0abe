import { isTerminal } from "#contract/batch-states.ts";
import { contract } from "#contract/index.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useApi } from "../api/api-provider.tsx";
import { nextPollMs } from "../api/polling.ts";
import { useEndpoint } from "../api/query.ts";
import { useSession } from "../environments/use-session.ts";
import { lifecycleSteps, type LifecycleStep } from "./lifecycle.ts";

const NEWEST = { query: { limit: 1 } };
/**
 * The strip is a bystander: what it watches is polled calmly. Without jitter, since every render asks anew, and another
 * figure each time would start the wait over.
 */
const CALM = { ageMs: 90_000, failures: 1, random: () => 0 };

/** Work that begins or ends moves credits, which no call of this tab has told of. */
function useFreshCredits(state: string | undefined): void {
  const { environment } = useApi();
  const queries = useQueryClient();
  const known = useRef(state);
  useEffect(() => {
    const before = known.current;
    known.current = state;
    // What was first read is no change of anything.
    if (before === undefined || state === undefined || before === state) return;
    void queries.invalidateQueries({ queryKey: [environment.id, "accounts"] });
  }, [state, queries, environment.id]);
}

/** The six steps of the selected environment, kept up to date. */
export function useLifecycle(): LifecycleStep[] {
  const { canCall, hasSession, hasKey } = useSession();
  const account = useEndpoint(contract.accounts.get, {}, { enabled: canCall });
  const keys = useEndpoint(contract.apiKeys.list, NEWEST, { enabled: hasSession });
  const batches = useEndpoint(contract.batches.list, NEWEST, {
    enabled: canCall,
    refetchInterval: ({ data, error }) => {
      const batch = data?.data[0];
      const isRunning = batch !== undefined && !isTerminal(batch.status);
      return isRunning ? nextPollMs({ ...CALM, error }) : false;
    },
  });
  const runs = useEndpoint(contract.workflows.listAgentRuns, NEWEST, {
    enabled: canCall,
    refetchInterval: ({ data, error }) => {
      const status = data?.data[0]?.status;
      const isRunning = status === "queued" || status === "running";
      return isRunning ? nextPollMs({ ...CALM, error }) : false;
    },
  });
  const batch = batches.data?.data[0];
  const run = runs.data?.data[0];
  const isRead = batches.data !== undefined && runs.data !== undefined;
  useFreshCredits(isRead ? `${batch?.id} ${batch?.status} ${run?.id} ${run?.status}` : undefined);
  return lifecycleSteps({
    account: canCall ? account.data : undefined,
    key: hasSession ? keys.data?.data[0] : undefined,
    holdsKey: hasKey,
    batch: canCall ? batch : undefined,
    run: canCall ? run : undefined,
  });
}
