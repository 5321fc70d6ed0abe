import { isTerminal } from "#contract/batch-states.ts";
import type { Batch } from "#contract/batches.ts";
import { ApiError } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { useIsFetching } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useApi } from "../../api/api-provider.tsx";
import { queryKey, useEndpoint } from "../../api/query.ts";
import { PollSchedule } from "./poll-schedule.ts";

export interface LiveBatch {
  /** The last good answer. */
  batch: Batch | undefined;
  /** Why there is no newer one; null when the last poll came through. */
  error: Error | null;
  updatedAtMs: number;
  /** Null while paused and once there is nothing more to wait for. */
  nextPollAtMs: number | null;
  isPaused: boolean;
  /** Milliseconds between polls as the reader chose them; null leaves it to the schedule. */
  paceMs: number | null;
  setPace: (paceMs: number | null) => void;
  setPaused: (isPaused: boolean) => void;
  pollNow: () => void;
}

/** Whether asking again can change the answer: a batch that is not there does not come by itself. */
function isHopeless(error: Error | null): boolean {
  if (!(error instanceof ApiError) || error.status === null) return false;
  return error.status >= 400 && error.status < 500 && error.status !== 429;
}

/** In a tab that nobody sees it is enough to hear of the end. */
const HIDDEN_PACE_MS = 15_000;

/**
 * A batch kept up to date by polling until it ends, obeying `Retry-After`, with the last good answer kept meanwhile. A
 * hidden tab does not poll, unless `isWatchedHidden`: then seldom. The same object until something of it changes.
 */
export function useLiveBatch(id: string, isWatchedHidden: boolean): LiveBatch {
  const [isPaused, setPaused] = useState(false);
  const [paceMs, setPace] = useState<number | null>(null);
  const [schedule] = useState(() => new PollSchedule());
  const [heldError, setHeldError] = useState<Error | null>(null);
  const query = useEndpoint(
    contract.batches.get,
    { params: { id } },
    {
      recovers: !isPaused,
      refetchInterval: ({ data, error, dataUpdatedAt }) => {
        const hasEnded = data !== undefined && isTerminal(data.status) && error === null;
        if (isPaused || hasEnded || isHopeless(error)) return false;
        const waitMs = schedule.waitAfter({ data, error, dataUpdatedAt }, paceMs);
        return document.hidden ? Math.max(waitMs, HIDDEN_PACE_MS) : waitMs;
      },
      refetchInBackground: isWatchedHidden,
    },
  );
  const { data, dataUpdatedAt, errorUpdatedAt, refetch } = query;
  // Before the first good answer each try clears the error, and its panel would come and go with every poll.
  if (query.error !== null && query.error !== heldError) setHeldError(query.error);
  const error = query.error ?? (data === undefined ? heldError : null) ?? query.failureReason;

  const hasEnded = data !== undefined && isTerminal(data.status) && query.error === null;
  const isDue = !isPaused && !hasEnded && !isHopeless(query.error);
  const waitMs = schedule.waitAfter({ data, error: query.error, dataUpdatedAt }, paceMs);
  const nextPollAtMs = isDue ? Math.max(dataUpdatedAt, errorUpdatedAt) + waitMs : null;
  return useMemo(
    () => ({
      batch: data,
      error,
      updatedAtMs: dataUpdatedAt,
      nextPollAtMs,
      isPaused,
      paceMs,
      setPace,
      setPaused,
      pollNow: () => void refetch(),
    }),
    [data, error, dataUpdatedAt, nextPollAtMs, isPaused, paceMs, refetch],
  );
}

/** Whether a poll of the batch is under way. Apart from the rest, which each begin of a poll would draw again. */
export function useIsPolling(id: string): boolean {
  const { environment } = useApi();
  const key = queryKey(environment.id, contract.batches.get, { params: { id } });
  return useIsFetching({ queryKey: key, exact: true }) > 0;
}
