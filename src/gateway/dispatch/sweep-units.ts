import { sweepUnitsJob } from "#gateway/batches/batch-jobs.ts";
import { failPoint } from "#gateway/fail-points/fail-point.ts";
import { handleJob, type JobHandler } from "#gateway/queue/job-handler.ts";
import type { DispatchDependencies } from "./dependencies.ts";
import { unitFilesPrefix } from "./unit-files.ts";

/** By then every worker that had lost its lease has noticed, however long it stood still. */
const AGAIN_AFTER_MS = 24 * 3_600_000;

/**
 * Deletes the unit files of an ended batch, those of workers that had lost their lease included; and once more a day later,
 * for those that were still being written the first time.
 */
export function createSweepUnits({ clock, database, storage }: DispatchDependencies): JobHandler {
  return handleJob(sweepUnitsJob, {
    run: async ({ job, reschedule }) => {
      const { batch_id, is_last } = job.payload;
      failPoint("before_sweep");
      await storage.deletePrefix(unitFilesPrefix(batch_id));
      failPoint("after_sweep");
      if (is_last) return;
      const run_at = new Date(clock.now().getTime() + AGAIN_AFTER_MS);
      const payload = { batch_id, is_last: true };
      await database.transaction((tx) => reschedule(tx, { run_at, payload }));
    },
  });
}
