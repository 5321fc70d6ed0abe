import { createAccountsJobs } from "./accounts/sweep-job.ts";
import { adoptBatches } from "./batches/stranded-batches.ts";
import type { AppDependencies, Services } from "./compose-services.ts";
import { observeWebhooks } from "./compose-telemetry.ts";
import { createDispatchJobs } from "./dispatch/dispatch-jobs.ts";
import { countUnit } from "./operations/metrics/metered-units.ts";
import type { JobHandler } from "./queue/job-handler.ts";
import { sweepUnowned } from "./storage/unowned-artifacts.ts";
import { createWebhookJobs } from "./webhooks/jobs.ts";
import { adoptDeliveries } from "./webhooks/stranded-deliveries.ts";
import { createRunEndListener } from "./workflows/run-end-listener.ts";

/** The handlers of every kind of job. */
export function composeJobs(dependencies: AppDependencies, services: Services): JobHandler[] {
  const { clock, database, dispatch, entropy, metrics, queue, stage, storage } = dependencies;
  const { credits, endings, idempotency, lanes, links, secretBox, webhooks } = services;
  const random = stage.chance(dispatch.random);
  return [
    ...createAccountsJobs({
      database,
      queue,
      clock,
      idempotency,
      sweepArtifacts: (notedBefore) => sweepUnowned({ database, storage }, notedBefore),
      adopters: [adoptBatches, adoptDeliveries],
    }),
    ...createDispatchJobs({
      database,
      queue,
      storage,
      clock,
      entropy,
      credits,
      webhooks,
      links,
      lanes,
      endings,
      onUnitCommitted: (tally) => countUnit(metrics, tally),
      endListeners: [createRunEndListener({ database, storage, webhooks })],
      ...dispatch,
      random,
      wait: stage.waiting(dispatch.wait),
    }),
    ...createWebhookJobs({
      database,
      egress: observeWebhooks(dependencies, dependencies.egress),
      clock,
      secretBox,
      random,
    }),
  ];
}
