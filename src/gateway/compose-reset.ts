import type { RehearsalStart } from "#contract/local.ts";
import type { AppDependencies } from "./compose-services.ts";
import { Mutex } from "./database/mutex.ts";
import { resetGateway } from "./local/reset-gateway.ts";
import { DEFAULT_SANDBOX_SETTINGS } from "./local/sandbox-settings.ts";
import { problem } from "./http/problem.ts";
import type { JobWorker } from "./queue/worker.ts";
import { canRehearse } from "./rehearsal/stage.ts";

interface ResetParts {
  worker: JobWorker;
  /** Plans what recurs. */
  plan: () => Promise<void>;
  /**
   * From here on answers come from another instance. Called before the gateway is emptied, so that who is refused meanwhile
   * can tell why, and as soon as its tables are empty, for who was still answered before.
   */
  renewInstance: () => Promise<void>;
}

/** Empties the gateway and begins a rehearsal on it; without one it goes by the machine's time again. One reset at a time. */
export function createReset(
  { catalog, database, sandbox, stage, storage }: AppDependencies,
  { worker, plan, renewInstance }: ResetParts,
): (rehearsal: RehearsalStart | undefined) => Promise<void> {
  const resets = new Mutex();

  async function empty(): Promise<void> {
    stage.end();
    await renewInstance();
    await resetGateway(database, storage, "go on", renewInstance);
    await sandbox.reload();
    await plan();
  }

  async function begin(start: RehearsalStart): Promise<void> {
    const { scenario, seed } = start;
    stage.end();
    await renewInstance();
    await resetGateway(database, storage, "begin anew", renewInstance);
    await stage.begin(start);
    await sandbox.change({ ...DEFAULT_SANDBOX_SETTINGS, scenario, seed });
    await plan();
  }

  return (rehearsal) =>
    resets.run(async () => {
      if (rehearsal !== undefined && !canRehearse(database, catalog))
        throw problem("rehearsal_unavailable");
      await worker.halt(() => (rehearsal === undefined ? empty() : begin(rehearsal)));
      stage.current()?.start(worker);
    });
}
