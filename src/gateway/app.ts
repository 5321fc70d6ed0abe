import { randomUUID } from "node:crypto";
import { contract } from "#contract/index.ts";
import { createAuthenticator } from "./accounts/authenticate.ts";
import { planSweep } from "./accounts/sweep-job.ts";
import { composeHandlers } from "./compose-handlers.ts";
import { composeJobs } from "./compose-jobs.ts";
import { composeRawRoutes } from "./compose-raw-routes.ts";
import { createReset } from "./compose-reset.ts";
import { composeServices, type AppDependencies } from "./compose-services.ts";
import { observeDependencies, observeJobs, observeRequests } from "./compose-telemetry.ts";
import { createCrossOrigin } from "./http/cross-origin.ts";
import { createHostGuard } from "./http/host-guard.ts";
import { createRouter, type Fetch } from "./http/router.ts";
import { createWorker, type JobWorker } from "./queue/worker.ts";
import { keyUsedAt, momentHeaders, takeTurn } from "./rehearsal/rehearsed-requests.ts";

export type { AppDependencies } from "./compose-services.ts";

/** A gateway without its server: main listens with it, tests call it. */
export interface App {
  fetch: Fetch;
  /** Runs the jobs; idle until `start`. */
  worker: JobWorker;
  /** Plans what recurs and begins to run jobs. */
  start(): Promise<void>;
  /** From now on health says `draining` and what would change something is refused with 503. */
  beginDraining(): void;
}

/** Wires every noun to what it needs. Nothing runs and nothing listens before `start`. */
export function createApp(given: AppDependencies): App {
  const dependencies = observeDependencies(given);
  const { clock, config, database, log, queue, stage, version } = dependencies;
  const services = composeServices(dependencies);
  let instance_id: string = randomUUID();
  const started_at = clock.now().toISOString();
  let isDraining = false;

  const plan = (): Promise<void> => database.transaction((tx) => planSweep(tx, queue));

  const handlers = composeHandlers(dependencies, services, {
    health: () => ({
      status: isDraining ? "draining" : "ok",
      version,
      instance_id,
      mode: config.mode,
      now: clock.now().toISOString(),
      started_at,
    }),
    reset: (start) => reset(start),
  });

  const worker = createWorker({
    database,
    queue,
    isConducted: () => stage.current() !== null,
    handlers: observeJobs(dependencies, composeJobs(dependencies, services)),
    onError: (error, job) =>
      log.error({ err: error, job_kind: job?.kind, job_id: job?.id.toString() }, "job failed"),
  });

  const reset = createReset(dependencies, {
    worker,
    plan,
    // Nothing of before is here any more: for a client that is another gateway.
    renewInstance: () => void (instance_id = randomUUID()),
  });

  return {
    fetch: createRouter({
      tree: contract,
      handlers,
      rawRoutes: composeRawRoutes(dependencies),
      database,
      authenticate: createAuthenticator(database, clock, (method) => keyUsedAt(stage, method)),
      takeTurn: (endpoint) => takeTurn(stage, endpoint),
      momentHeaders: () => momentHeaders(stage),
      idempotency: services.idempotency,
      rateLimits: services.rateLimits,
      ratePolicies: {
        principal: { name: "principal", requests: config.rateLimits.principal },
        address: { name: "address", requests: config.rateLimits.address },
        sign_in: { name: "sign_in", requests: config.rateLimits.sign_in },
      },
      log,
      observe: observeRequests(dependencies),
      isLocal: config.mode === "local",
      crossOrigin: createCrossOrigin(config.allowedOrigins),
      guardHost: config.mode === "local" ? createHostGuard(config) : null,
      trustsProxy: config.trustsProxy,
      isDraining: () => isDraining,
      instanceId: () => instance_id,
      console: dependencies.console,
      throwUnexpected: dependencies.throwUnexpected,
    }),
    worker,
    async start() {
      await plan();
      worker.start();
      stage.current()?.start(worker);
    },
    beginDraining() {
      isDraining = true;
    },
  };
}
