import { expireBatchJob, endingJobs } from "#gateway/batches/batch-jobs.ts";
import { lockBatch } from "#gateway/batches/store.ts";
import { endEarly } from "#gateway/batches/transitions.ts";
import { failPoint } from "#gateway/fail-points/fail-point.ts";
import { handleJob, type JobHandler } from "#gateway/queue/job-handler.ts";
import type { DispatchDependencies } from "./dependencies.ts";

/** Ends a batch at its deadline, unless it has ended or is about to. */
export function createExpireBatch({
  clock,
  database,
  endings,
  queue,
}: DispatchDependencies): JobHandler {
  return handleJob(expireBatchJob, {
    run: async (context) => {
      await database.transaction(async (tx) => {
        await context.complete(tx);
        const batch = await lockBatch(tx, context.job.payload.batch_id);
        if (batch === undefined) return;
        const expiring = await endEarly(tx, batch, "expired", clock.now(), endingJobs(queue));
        if (expiring.ending === "expired")
          tx.afterCommit(() => endings.notice(batch.id, "expired"));
        failPoint("before_expire_commit");
      });
    },
  });
}
