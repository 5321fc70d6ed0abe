import type { AppDependencies } from "./compose-services.ts";
import type { Egress } from "./egress/egress.ts";
import type { RequestObserver } from "./http/router.ts";
import type { RawRoute } from "./http/routes.ts";
import type { Lane } from "./lanes/lane.ts";
import { meterDatabase } from "./operations/metrics/metered-database.ts";
import { meterJobs } from "./operations/metrics/metered-jobs.ts";
import { meterLane } from "./operations/metrics/metered-lanes.ts";
import { meterRequests } from "./operations/metrics/metered-requests.ts";
import { meterStorage } from "./operations/metrics/metered-storage.ts";
import { meterWebhooks } from "./operations/metrics/metered-webhooks.ts";
import { metricsRoute } from "./operations/metrics/metrics-route.ts";
import { createQueueFigures } from "./operations/metrics/queue-figures.ts";
import { traceJobs, traceQueue } from "./operations/tracing/traced-queue.ts";
import { traceRequests } from "./operations/tracing/traced-requests.ts";
import {
  traceDatabase,
  traceLane,
  traceStorage,
  traceWebhooks,
} from "./operations/tracing/traced-work.ts";
import type { JobHandler } from "./queue/job-handler.ts";

/*
 * Metrics and traces are laid around the interfaces that the nouns work with, here and nowhere else: no noun knows of
 * them, and without tracing there is nothing of it on the way.
 */

type Telemetry = Pick<AppDependencies, "metrics" | "tracing">;

/** The same dependencies, their database, storage and queue observed. */
export function observeDependencies(dependencies: AppDependencies): AppDependencies {
  const { metrics, tracing } = dependencies;
  const database = meterDatabase(metrics, dependencies.database);
  const storage = meterStorage(metrics, dependencies.storage);
  if (tracing === null) return { ...dependencies, database, storage };
  return {
    ...dependencies,
    database: traceDatabase(tracing, database),
    storage: traceStorage(tracing, storage),
    queue: traceQueue(tracing, dependencies.queue),
  };
}

/** The same handlers, their attempts observed. */
export function observeJobs(
  { metrics, tracing, clock }: Telemetry & Pick<AppDependencies, "clock">,
  handlers: readonly JobHandler[],
): JobHandler[] {
  return handlers
    .map((handler) => meterJobs(metrics, clock, handler))
    .map((handler) => (tracing === null ? handler : traceJobs(tracing, handler)));
}

/** The same lanes, their calls observed. */
export function observeLanes(
  { metrics, tracing }: Telemetry,
  lanes: ReadonlyMap<string, Lane>,
): Map<string, Lane> {
  const observed = [...lanes].map(([lane_id, lane]): [string, Lane] => {
    const metered = meterLane(metrics, lane);
    return [lane_id, tracing === null ? metered : traceLane(tracing, metered)];
  });
  return new Map(observed);
}

/** The way out for webhooks, observed. */
export function observeWebhooks({ metrics, tracing }: Telemetry, egress: Egress): Egress {
  const metered = meterWebhooks(metrics, egress);
  return tracing === null ? metered : traceWebhooks(tracing, metered);
}

/** What every request is run by. */
export function observeRequests({ metrics, tracing }: Telemetry): RequestObserver {
  const metered = meterRequests(metrics);
  if (tracing === null) return metered;
  const traced = traceRequests(tracing);
  return (request, journey, answer) =>
    metered(request, journey, () => traced(request, journey, answer));
}

/** `GET /metrics`, served whatever the process's role. */
export function composeMetricsRoute({
  clock,
  config,
  database,
  metrics,
}: Pick<AppDependencies, "clock" | "config" | "database" | "metrics">): RawRoute {
  const figures = createQueueFigures(metrics, database, clock);
  return metricsRoute(metrics, figures, config.metricsAccess);
}
