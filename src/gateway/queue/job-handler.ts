import type { Transaction } from "../database/database.ts";
import type { JobLoad } from "./claim-shared-jobs.ts";
import type { ClaimedJob, JobKind } from "./job.ts";
import type { Rescheduling } from "./queue.ts";

/** A claimed job with its payload read. */
interface Job<Payload> extends ClaimedJob {
  readonly payload: Payload;
}

/**
 * What a handler can do with its job. `complete`, `fail` and `reschedule` settle it: in the caller's
 * transaction, so that the work's outcome and the job's end commit together or not at all. Each throws
 * `LeaseLost`, which rolls that transaction back, when the lease has run out or another worker has taken the job over.
 */
export interface JobControls {
  /** Aborted when the lease is lost and when the worker stops; its reason says which. */
  readonly signal: AbortSignal;
  /** Higher than that of every claim before; put it into the name of whatever is written outside the database. */
  readonly fence: bigint;
  /**
   * Extends the lease and throws `LeaseLost` when it is gone. The worker does this by itself every third of
   * a lease; call it before a step that must not be done twice.
   */
  heartbeat(): Promise<void>;
  /**
   * Extends the lease in the caller's transaction, for what is written before the job's end: nobody can take the job over
   * until that transaction has ended. Call it first; throws `LeaseLost`.
   */
  hold(tx: Transaction): Promise<void>;
  complete(tx: Transaction): Promise<void>;
  /** Tries again later while attempts are left, unless told that it is no use; `onDead` runs after the last one. */
  fail(
    tx: Transaction,
    error: unknown,
    options?: { readonly isRetryable: boolean },
  ): Promise<"waiting" | "dead">;
  /** Not a failure: the job runs again at a time, with its attempts counted anew. */
  reschedule(tx: Transaction, again: Rescheduling): Promise<void>;
}

/** What a handler is called with. */
export interface JobContext<Payload> extends JobControls {
  readonly job: Job<Payload>;
  reschedule(tx: Transaction, again: Rescheduling<Payload>): Promise<void>;
}

/** What one worker runs at a time of a kind whose groups take turns. */
interface SharedLoad extends JobLoad {
  /** Of one group; 12 by default, where more of them would not be done sooner. */
  readonly mostOfAGroup?: number;
}

/** How jobs of one kind are done. */
export interface JobHandling<Payload> {
  /** How many of this kind one worker runs at a time; each kind has its own room, so none starves another. */
  readonly concurrency?: number;
  /**
   * What one worker runs at a time, by number and by weight, where the groups of the kind take turns: see `claimSharedJobs`. A
   * conducted worker goes by `concurrency` and the usual order.
   */
  readonly shared?: SharedLoad;
  /**
   * Does the job. Returning without having settled it completes it; throwing fails it. It may run more
   * than once, so all that it leaves behind is either in the settling transaction or named by the fence.
   */
  run(context: JobContext<Payload>): Promise<void>;
  /** Runs in the transaction in which the job becomes dead, to end honestly what waits for it. */
  onDead?(tx: Transaction, job: Job<Payload>, error: unknown): Promise<void>;
}

/** A handler as the worker sees it, whatever its payload. */
export interface JobHandler {
  readonly kind: string;
  readonly concurrency: number | undefined;
  readonly shared: SharedLoad | undefined;
  readonly isHousekeeping: boolean;
  readonly maxLosses: number;
  retryDelayMs(attempt: number): number;
  run(job: ClaimedJob, controls: JobControls): Promise<void>;
  bury(tx: Transaction, job: ClaimedJob, error: unknown): Promise<void>;
}

/** The stored payload is not one of its kind; no further attempt could change that. */
export class PayloadUnreadable extends Error {
  override readonly name = "PayloadUnreadable";
}

/** Ties a kind of job to the code that does it. */
export function handleJob<Payload>(
  kind: JobKind<Payload>,
  handling: JobHandling<Payload>,
): JobHandler {
  return {
    kind: kind.kind,
    concurrency: handling.concurrency,
    shared: handling.shared,
    isHousekeeping: kind.isHousekeeping,
    maxLosses: kind.maxLosses,
    retryDelayMs: kind.retryDelayMs,
    run: async (job, controls) => await handling.run({ ...controls, job: read(kind, job) }),
    bury: async (tx, job, error) => {
      // Nobody could be told anything about a payload that cannot be read.
      if (error instanceof PayloadUnreadable) return;
      await handling.onDead?.(tx, read(kind, job), error);
    },
  };
}

function read<Payload>(kind: JobKind<Payload>, job: ClaimedJob): Job<Payload> {
  try {
    return { ...job, payload: kind.payload.parse(job.payload) };
  } catch (cause) {
    throw new PayloadUnreadable(`The payload of ${job.kind} job ${job.id} cannot be read.`, {
      cause,
    });
  }
}
