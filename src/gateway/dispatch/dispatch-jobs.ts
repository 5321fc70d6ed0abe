import type { JobHandler } from "#gateway/queue/job-handler.ts";
import type { DispatchDependencies } from "./dependencies.ts";
import { createExpireBatch } from "./expire-batch.ts";
import { createFinishBatch } from "./finish-batch.ts";
import { createPlanBatch } from "./plan-batch.ts";
import { outlastStorage } from "./outlast-storage.ts";
import { createRunUnit } from "./run-unit.ts";
import { createSweepUnits } from "./sweep-units.ts";

/** The handlers of all jobs that take a batch from accepted to ended, for the queue's worker. */
export function createDispatchJobs(dependencies: DispatchDependencies): JobHandler[] {
  return [
    createPlanBatch(dependencies),
    createRunUnit(dependencies),
    createFinishBatch(dependencies),
    createExpireBatch(dependencies),
    createSweepUnits(dependencies),
  ].map((handler) => outlastStorage(dependencies, handler));
}
