import type { BatchRow } from "#gateway/batches/store.ts";
import type { UnitRow } from "#gateway/batches/unit-store.ts";

/** A unit in hand of which items go to providers as whole batches. */
export interface UpstreamUnit {
  batch: BatchRow;
  unit: UnitRow;
  /** Where the batch's input lies. */
  input_key: string;
  fence: bigint;
  /** Aborted when the job must not go on. */
  jobSignal: AbortSignal;
  /** Aborted with a `UnitStopped` when the batch is to end early. */
  endingSignal: AbortSignal;
}
