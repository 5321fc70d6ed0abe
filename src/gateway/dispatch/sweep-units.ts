import { sweepUnitsJob } from "#gateway/batches/batch-jobs.ts";
import { handleJob, type JobHandler } from "#gateway/queue/job-handler.ts";
import type { DispatchDependencies } from "./dependencies.ts";
import { unitFilesPrefix } from "./unit-files.ts";
import { failPoint } from "#gateway/fail-points/fail-point.ts";

/** Deletes the unit files of an ended batch, those of workers that had lost their lease included. */
export function createSweepUnits({ storage }: DispatchDependencies): JobHandler {
  return handleJob(sweepUnitsJob, {
    run: async ({ job }) => {
      failPoint("before_sweep");
      await storage.deletePrefix(unitFilesPrefix(job.payload.batch_id));
      failPoint("after_sweep");
    },
  });
}
