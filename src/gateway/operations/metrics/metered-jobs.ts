import type { Clock } from "#gateway/clock.ts";
import { LeaseLost } from "#gateway/queue/job.ts";
import type { JobHandler } from "#gateway/queue/job-handler.ts";
import { WorkerStopped } from "#gateway/queue/job-run.ts";
import type { GatewayMetrics } from "./gateway-metrics.ts";

/** The same handler, with its attempts counted and timed; a job that dies counts once its death has committed. */
export function meterJobs(
  { jobs }: Pick<GatewayMetrics, "jobs">,
  clock: Clock,
  handler: JobHandler,
): JobHandler {
  const { kind } = handler;
  return {
    ...handler,
    async run(job, controls) {
      const startedAt = performance.now();
      const lagMs = Math.max(0, clock.now().getTime() - job.run_at.getTime());
      jobs.claimLag.observe({ kind }, lagMs / 1_000);
      jobs.inProgress.inc({ kind });
      let outcome = "done";
      try {
        await handler.run(job, {
          ...controls,
          reschedule: async (tx, again) => {
            await controls.reschedule(tx, again);
            tx.afterCommit(() => (outcome = "put_off"));
          },
        });
      } catch (error) {
        outcome = outcomeOf(error, controls.signal.reason);
        throw error;
      } finally {
        jobs.inProgress.dec({ kind });
        jobs.runs.inc({ kind, outcome });
        jobs.duration.observe({ kind }, (performance.now() - startedAt) / 1_000);
      }
    },
    async bury(tx, job, error) {
      tx.afterCommit(() => jobs.dead.inc({ kind }));
      await handler.bury(tx, job, error);
    },
  };
}

function outcomeOf(error: unknown, stop: unknown): string {
  if (error instanceof LeaseLost || stop instanceof LeaseLost) return "lost";
  return stop instanceof WorkerStopped ? "stopped" : "failed";
}
