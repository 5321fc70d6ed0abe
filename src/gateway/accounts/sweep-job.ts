import * as z from "zod/mini";
import { deleteEndedSecrets } from "../api-keys/store.ts";
import type { Clock } from "../clock.ts";
import type { Database, Transaction } from "../database/database.ts";
import type { Idempotency } from "../http/idempotency.ts";
import { defineJob } from "../queue/job.ts";
import { handleJob, type JobHandler } from "../queue/job-handler.ts";
import type { Queue } from "../queue/queue.ts";
import type { Adopter } from "../queue/stranded.ts";
import { deleteEndedEmailTokens } from "./email-tokens-store.ts";
import { deleteEndedRegistrations } from "./registrations-store.ts";
import { deleteEndedSessions } from "./sessions-store.ts";
import { deleteForgottenSignInAttempts } from "./sign-in-attempts-store.ts";

const HOUR_MS = 3_600_000;
/** Ended tokens are kept this long, so that who comes late is told "expired" rather than "unknown". */
const ENDED_TOKENS_KEPT_MS = 7 * 24 * HOUR_MS;
/** No upload and no joining takes as long. */
const UNOWNED_ARTIFACTS_KEPT_MS = 24 * HOUR_MS;
const DEAD_JOBS_KEPT_MS = 30 * 24 * HOUR_MS;

/** The one job of its kind: it puts itself off by an hour each time. */
const sweepJob = defineJob({
  kind: "sweep_ended",
  payload: z.object({}),
  isHousekeeping: true,
  // It must outlive any trouble: a dead one would never sweep again.
  maxAttempts: 1_000_000,
});

export interface AccountsJobsDependencies {
  database: Database;
  queue: Queue;
  clock: Clock;
  idempotency: Idempotency;
  /** Deletes artifacts that no row has named for a day. */
  sweepArtifacts: (notedBefore: Date) => Promise<void>;
  /** Give a job to what waits for one and has none. */
  adopters: readonly Adopter[];
}

/**
 * The job that deletes what has ended: sessions, tokens, registrations, counts of wrong passwords, rotated secrets, old idempotency records, dead jobs,
 * artifacts that nobody owns; and has what is stranded go on.
 */
export function createAccountsJobs({
  database,
  queue,
  clock,
  idempotency,
  sweepArtifacts,
  adopters,
}: AccountsJobsDependencies): JobHandler[] {
  const sweep = handleJob(sweepJob, {
    concurrency: 1,
    async run(context) {
      const now = clock.now();
      await sweepArtifacts(new Date(now.getTime() - UNOWNED_ARTIFACTS_KEPT_MS));
      const tokensBefore = new Date(now.getTime() - ENDED_TOKENS_KEPT_MS);
      await database.transaction(async (tx) => {
        await context.reschedule(tx, { run_at: new Date(now.getTime() + HOUR_MS) });
        await tx.query(deleteEndedSessions(now));
        await tx.query(deleteEndedEmailTokens(tokensBefore));
        await tx.query(deleteEndedRegistrations(tokensBefore));
        await tx.query(deleteForgottenSignInAttempts(now));
        await tx.query(deleteEndedSecrets(now));
        await idempotency.sweep(tx);
        for (const adopt of adopters) await adopt(tx, queue, now);
        await queue.deleteDead(tx, new Date(now.getTime() - DEAD_JOBS_KEPT_MS));
      });
    },
  });
  return [sweep];
}

/** Sees to it that the sweep is planned: at every start, and after a reset. */
export async function planSweep(tx: Transaction, queue: Queue): Promise<void> {
  await queue.enqueue(tx, sweepJob, { payload: {}, job_key: sweepJob.kind });
}
