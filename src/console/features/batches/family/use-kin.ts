import { isTerminal } from "#contract/batch-states.ts";
import type { Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { useState } from "react";
import { useEndpoint } from "../../../api/query.ts";
import { PollSchedule } from "../poll-schedule.ts";

export interface Kin {
  /** The batch that this one does part of again. */
  parent: Batch | undefined;
  /** Those that do part of this one again, newest first. */
  retries: readonly Batch[];
  /** There are more retries than were read. */
  hasMore: boolean;
}

const RETRIES_READ = 20;
const NONE: readonly Batch[] = [];

/** The batches next to one in its lineage; retries are followed while any of them runs. */
export function useKin(batch: Batch | undefined): Kin {
  const parentId = batch?.parent_batch_id ?? null;
  const [schedule] = useState(() => new PollSchedule());
  const parent = useEndpoint(
    contract.batches.get,
    { params: { id: parentId ?? "" } },
    { enabled: parentId !== null },
  );
  const retries = useEndpoint(
    contract.batches.list,
    { query: { parent_batch_id: batch?.id ?? "", limit: RETRIES_READ } },
    {
      enabled: batch !== undefined && isTerminal(batch.status),
      refetchInterval: (latest) => {
        const isAnyRunning = latest.data?.data.some(({ status }) => !isTerminal(status)) === true;
        return isAnyRunning ? schedule.waitAfter(latest) : false;
      },
    },
  );
  return {
    parent: parent.data,
    retries: retries.data?.data ?? NONE,
    hasMore: (retries.data?.next_cursor ?? null) !== null,
  };
}
