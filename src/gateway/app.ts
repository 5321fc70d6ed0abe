import { planSweep } from "./accounts/sweep-job.ts";
import { composeJobs } from "./compose-jobs.ts";
import { composeRouter } from "./compose-router.ts";
import { composeServices, type AppDependencies } from "./compose-services.ts";
import { observeDependencies, observeJobs } from "./compose-telemetry.ts";
import { createFollower } from "./follower.ts";
import { countRequests } from "./http/requests-under-way.ts";
import type { Fetch } from "./http/router.ts";
import { withLog } from "./logged-jobs.ts";
import { runsJobs } from "./process-role.ts";
import { WRITE_EVERY_MS } from "./lanes/watch/lane-watch.ts";
import { createWorker, type JobWorker } from "./queue/worker.ts";

export type { AppDependencies } from "./compose-services.ts";

/** How old what other processes have changed may be here: settings of the sandbox, and which instance this is. */
const FOLLOW_EVERY_MS = 500;

/** A gateway without its server: main listens with it, tests call it. */
export interface App {
  fetch: Fetch;
  /** Runs the jobs; idle until `start`. */
  worker: JobWorker;
  /** Plans what recurs and, unless the process only answers requests, begins to run jobs. */
  start(): Promise<void>;
  /**
   * From now on health says `draining` and what would change something is refused with 503. Resolves when what was
   * under way by then has ended: requests that change something, and jobs, which have so many milliseconds.
   */
  drain(finishMs: number): Promise<void>;
  /** Ends what goes on by itself; afterwards the database may be closed. */
  end(): Promise<void>;
}

/** Wires every noun to what it needs. Nothing runs and nothing listens before `start`. */
export function createApp(given: AppDependencies): App {
  const dependencies = observeDependencies(given);
  const { config, database, installation, log, queue, sandbox, stage } = dependencies;
  const services = composeServices(dependencies);
  let isDraining = false;

  const plan = (): Promise<void> => database.transaction((tx) => planSweep(tx, queue));

  const worker = createWorker({
    database,
    queue,
    isConducted: () => stage.current() !== null,
    handlers: observeJobs(dependencies, composeJobs(dependencies, services)).map((handler) =>
      withLog(handler, log),
    ),
    onError: (error, job) =>
      log.error({ err: error, job_kind: job?.kind, job_id: job?.id.toString() }, "job failed"),
  });

  const follower = createFollower({
    everyMs: FOLLOW_EVERY_MS,
    async read() {
      await installation.reload();
      await sandbox.reload();
    },
    onError: (error) => log.error({ err: error }, "reading what other processes change failed"),
  });

  const laneReporter = createFollower({
    everyMs: WRITE_EVERY_MS,
    read: () => services.laneWatch.write(),
    onError: (error) => log.error({ err: error }, "writing how the lanes are failed"),
  });

  const requests = countRequests(
    composeRouter(dependencies, services, { worker, plan, isDraining: () => isDraining }),
  );

  return {
    fetch: requests.fetch,
    worker,
    async start() {
      // Its data folder is locked: who held a lease on this database is dead.
      if (database.engine === "pglite") await queue.endAllLeases(database);
      await plan();
      // The embedded database serves no other process.
      if (database.engine !== "pglite") follower.start();
      if (!runsJobs(config.role)) return;
      if (services.laneWatch.isNeeded) laneReporter.start();
      worker.start();
      stage.current()?.start(worker);
    },
    async drain(finishMs) {
      isDraining = true;
      await Promise.all([requests.untilChangesEnd(finishMs), worker.drain({ finishMs })]);
    },
    async end() {
      await Promise.all([follower.stop(), laneReporter.stop()]);
    },
  };
}
