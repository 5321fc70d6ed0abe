import type { Clock } from "#gateway/clock.ts";
import type { Database } from "#gateway/database/database.ts";
import type { JobHandler } from "#gateway/queue/job-handler.ts";
import { StorageUnavailable } from "#gateway/storage/artifact-errors.ts";

/** The storage was tried for some ten seconds before it said that it does not answer. */
const AGAIN_AFTER_MS = 10_000;

/**
 * A handler whose jobs wait while the storage does not answer, without an attempt being counted: an outage of an hour ends
 * no batch. The failure is reported all the same.
 */
export function outlastStorage(
  { clock, database }: { clock: Clock; database: Database },
  handler: JobHandler,
): JobHandler {
  return {
    ...handler,
    async run(job, controls) {
      try {
        await handler.run(job, controls);
      } catch (error) {
        if (error instanceof StorageUnavailable && !controls.signal.aborted) {
          const run_at = new Date(clock.now().getTime() + AGAIN_AFTER_MS);
          await database.transaction((tx) => controls.reschedule(tx, { run_at }));
        }
        throw error;
      }
    },
  };
}
