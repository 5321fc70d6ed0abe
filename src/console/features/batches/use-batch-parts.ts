import { isTerminal } from "#contract/batch-states.ts";
import type { Batch, BatchEvent } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import type { Delivery } from "#contract/webhooks.ts";
import { useEffect, useRef, useState } from "react";
import { realWaitMs } from "../../api/gateway-clock.ts";
import { nextPollMs } from "../../api/polling.ts";
import { useEndpoint } from "../../api/query.ts";
import { gatewayNow, isGatewayClockHeld } from "../../ui/gateway-clock.ts";
import { addSample, type ProgressSample } from "./finish-estimate.ts";
import { deliveryPollMs } from "./webhook-state.ts";

/** Asks again whenever the batch has changed: what hangs on it may have changed with it. */
export function useFollowing(batch: Batch, refetch: () => unknown): void {
  const seen = useRef(batch);
  useEffect(() => {
    if (seen.current === batch) return;
    seen.current = batch;
    refetch();
  }, [batch, refetch]);
}

const EVENTS_SHOWN = 100;
const NO_EVENTS: readonly BatchEvent[] = [];

/** The batch's timeline, read again with every change of the batch. */
export function useBatchEvents(batch: Batch) {
  const query = useEndpoint(contract.batches.events, {
    params: { id: batch.id },
    query: { limit: EVENTS_SHOWN },
  });
  useFollowing(batch, query.refetch);
  return {
    events: query.data?.data ?? NO_EVENTS,
    isCut: (query.data?.next_cursor ?? null) !== null,
    isLoading: query.data === undefined && query.error === null,
    error: query.data === undefined ? query.error : null,
    retry: () => void query.refetch(),
  };
}

export const NO_DELIVERIES: readonly Delivery[] = [];

/** What was delivered for the batch, newest first, once that is known; asked again while a delivery is due or to be expected. */
export function useBatchDeliveries(batch: Batch): readonly Delivery[] | undefined {
  const query = useEndpoint(
    contract.webhooks.listDeliveries,
    { query: { batch_id: batch.id, limit: 20 } },
    {
      refetchInterval: ({ data, error }) => {
        if (error !== null) return nextPollMs({ ageMs: 0, error, failures: 3, random: () => 0 });
        return realWaitMs(deliveryPollMs(batch, data?.data ?? NO_DELIVERIES, gatewayNow()));
      },
    },
  );
  useFollowing(batch, query.refetch);
  return query.data?.data;
}

/** The samples of a batch that was not watched. */
export const NO_SAMPLES: readonly ProgressSample[] = [];

/** How many items were done, poll by poll, as long as the page is open. */
export function useProgressSamples(
  batch: Batch | undefined,
  updatedAtMs: number,
): readonly ProgressSample[] {
  const [samples, setSamples] = useState(NO_SAMPLES);
  if (batch === undefined || isTerminal(batch.status)) return samples;
  const done = batch.counts.completed + batch.counts.failed;
  // In a rehearsal the gateway's time is what the work takes, not the time that passes here.
  const atMs = isGatewayClockHeld() ? gatewayNow() : updatedAtMs;
  const grown = addSample(samples, { atMs, done });
  if (grown !== samples) setSamples(grown);
  return grown;
}
