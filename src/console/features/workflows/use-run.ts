import type { Batch, BatchEvent, RouteReceipt } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import type { AgentRun } from "#contract/workflows.ts";
import { pollingAgeMs } from "../../api/gateway-clock.ts";
import { nextPollMs } from "../../api/polling.ts";
import { useEndpoint } from "../../api/query.ts";
import { useSession } from "../../environments/use-session.ts";
import { isRunOver } from "./run-states.ts";

/** A run with the batch inside it, as far as each has come. */
export interface WatchedRun {
  run: AgentRun | undefined;
  batch: Batch | undefined;
  events: readonly BatchEvent[];
  receipts: readonly RouteReceipt[];
  /** The receipts have been read at least once: that there are none means something. */
  hasReceipts: boolean;
  /** Why the run could not be read, or not be read again. */
  error: Error | null;
  updatedAt: number;
  refetch: () => void;
  isRefetching: boolean;
}

/** A batch of one has few events and receipts: one page holds them. */
const ALL = { limit: 100 };
const AT_THE_END_MS = 250;

/** Watches a run until it has ended, and what tells of its batch until that has the end in it too. */
export function useRun(id: string): WatchedRun {
  const { canCall } = useSession();
  const found = useEndpoint(
    contract.workflows.getAgentRun,
    { params: { id } },
    {
      enabled: canCall,
      refetchInterval: ({ data, error }) => {
        if (data === undefined || isRunOver(data)) return false;
        return nextPollMs({ ageMs: pollingAgeMs(data.created_at), error, failures: 2 });
      },
    },
  );
  const run = found.data;
  const { dataUpdatedAt } = found;
  const params = { id: run?.batch_id ?? "" };
  const settings = {
    enabled: canCall && run !== undefined,
    refetchInterval: (latest: { error: Error | null; dataUpdatedAt: number }): number | false => {
      if (run === undefined) return false;
      if (!isRunOver(run)) {
        return nextPollMs({
          ageMs: pollingAgeMs(run.created_at),
          error: latest.error,
          failures: 2,
        });
      }
      // Once more after the run was seen to have ended, so that the end is in it.
      return latest.dataUpdatedAt > dataUpdatedAt ? false : AT_THE_END_MS;
    },
  };
  const batch = useEndpoint(contract.batches.get, { params, query: {} }, settings);
  const events = useEndpoint(contract.batches.events, { params, query: ALL }, settings);
  const receipts = useEndpoint(contract.batches.routeReceipts, { params, query: ALL }, settings);

  return {
    run,
    batch: batch.data,
    events: events.data?.data ?? [],
    receipts: receipts.data?.data ?? [],
    hasReceipts: receipts.data !== undefined,
    error: found.error,
    updatedAt: dataUpdatedAt,
    refetch: () => void found.refetch(),
    isRefetching: found.isRefetching,
  };
}
