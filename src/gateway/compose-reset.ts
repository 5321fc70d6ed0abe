import type { RehearsalStart } from "#contract/local.ts";
import type { AppDependencies } from "./compose-services.ts";
import { Mutex } from "./database/mutex.ts";
import { resetGateway } from "./local/reset-gateway.ts";
import { DEFAULT_SANDBOX_SETTINGS } from "./local/sandbox-settings.ts";
import type { JobWorker } from "./queue/worker.ts";

interface ResetParts {
  worker: JobWorker;
  /** Plans what recurs. */
  plan: () => Promise<void>;
  /**
   * From here on answers come from another instance. Called before the gateway is emptied, so that who is refused meanwhile
   * can tell why, and afterwards, for who was still answered meanwhile.
   */
  renewInstance: () => void;
}

/** Empties the gateway and begins a rehearsal on it; without one it goes by the machine's time again. One reset at a time. */
export function createReset(
  { database, sandbox, stage, storage }: AppDependencies,
  { worker, plan, renewInstance }: ResetParts,
): (rehearsal: RehearsalStart | undefined) => Promise<void> {
  const resets = new Mutex();

  async function empty(): Promise<void> {
    stage.end();
    renewInstance();
    await resetGateway(database, storage, "go on");
    renewInstance();
    await sandbox.reload();
    await plan();
  }

  async function begin(start: RehearsalStart): Promise<void> {
    const { scenario, seed } = start;
    stage.end();
    renewInstance();
    await resetGateway(database, storage, "begin anew");
    renewInstance();
    await stage.begin(start);
    await sandbox.change({ ...DEFAULT_SANDBOX_SETTINGS, scenario, seed });
    await plan();
  }

  return (rehearsal) =>
    resets.run(async () => {
      await worker.halt(() => (rehearsal === undefined ? empty() : begin(rehearsal)));
      stage.current()?.start(worker);
    });
}
