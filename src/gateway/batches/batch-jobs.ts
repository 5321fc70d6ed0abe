import * as z from "zod/mini";
import { BatchId } from "#contract/primitives.ts";
import type { Transaction } from "#gateway/database/database.ts";
import { defineJob } from "#gateway/queue/job.ts";
import type { Queue } from "#gateway/queue/queue.ts";

const OfBatch = z.object({ batch_id: BatchId });

/** Somebody waits for these, or bytes do, so they are tried for about a month. */
const TRIED_ON_AND_ON = 8_000;

/** Cuts a batch into units. */
export const planBatchJob = defineJob({
  kind: "plan_batch",
  payload: OfBatch,
  maxAttempts: TRIED_ON_AND_ON,
});

/** Runs one unit on its lanes. */
export const runUnitJob = defineJob({
  kind: "run_unit",
  payload: z.object({ batch_id: BatchId, unit: z.number() }),
});

/** Joins the artifacts, settles the bill and ends the batch. */
export const finishBatchJob = defineJob({
  kind: "finish_batch",
  payload: OfBatch,
  maxAttempts: TRIED_ON_AND_ON,
});

/** Ends a batch that is still under way at its deadline. */
export const expireBatchJob = defineJob({
  kind: "expire_batch",
  payload: OfBatch,
  isHousekeeping: true,
  maxAttempts: TRIED_ON_AND_ON,
});

/** Deletes the unit files of an ended batch, once nobody reads them any more. */
export const sweepUnitsJob = defineJob({
  kind: "sweep_units",
  payload: z.object({ batch_id: BatchId, is_last: z._default(z.boolean(), false) }),
  isHousekeeping: true,
  maxAttempts: TRIED_ON_AND_ON,
});

/** The jobs that the end of a batch sets in motion when the transaction commits. */
export interface EndingJobs {
  /** Has the batch finished. */
  finish(tx: Transaction, batch_id: BatchId): Promise<void>;
  /** Has these units run at once where they wait for a provider. */
  hastenUnits(tx: Transaction, batch_id: BatchId, units: readonly number[]): Promise<void>;
}

export function endingJobs(queue: Queue): EndingJobs {
  return {
    async finish(tx, batch_id) {
      await queue.enqueue(tx, finishBatchJob, {
        payload: { batch_id },
        job_key: `finish_batch:${batch_id}`,
        priority: 1_000,
      });
    },
    hastenUnits: (tx, batch_id, units) =>
      queue.hasten(
        tx,
        units.map((unit) => unitJobKey(batch_id, unit)),
      ),
  };
}

/** The key of the job that runs a unit. */
export function unitJobKey(batch_id: BatchId, unit: number): string {
  return `run_unit:${batch_id}:${unit}`;
}
