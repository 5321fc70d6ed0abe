import { MOST_LOSSES } from "./losses.ts";

/** Reads an unknown value as a payload or throws; a zod schema is one. */
interface PayloadSchema<Payload> {
  parse(value: unknown): Payload;
}

/** One kind of job: its name in the database, what its payload is, and how often and when it is tried again. */
export interface JobKind<Payload> {
  readonly kind: string;
  readonly payload: PayloadSchema<Payload>;
  /** How often a job is tried, runs that were lost not counted, before it is dead. */
  readonly maxAttempts: number;
  /** How many runs in a row may be lost before it is dead. */
  readonly maxLosses: number;
  /** The wait in milliseconds after the given attempt has failed; attempts count from 1. */
  readonly retryDelayMs: (attempt: number) => number;
  /** Nobody waits for it: the clock of a rehearsal does not go on for its sake. */
  readonly isHousekeeping: boolean;
}

/** What a job kind may leave out: `maxAttempts` is 8, `maxLosses` that or 20, `retryDelayMs` doubles from 1 s up to 5 min, jittered; none is housekeeping. */
export type JobKindDefinition<Payload> = Pick<JobKind<Payload>, "kind" | "payload"> &
  Partial<JobKind<Payload>>;

/** Defines a kind of job; whoever enqueues and whoever handles it share this one definition. */
export function defineJob<Payload>(definition: JobKindDefinition<Payload>): JobKind<Payload> {
  return {
    maxAttempts: 8,
    maxLosses: Math.max(MOST_LOSSES, definition.maxAttempts ?? 0),
    retryDelayMs: defaultRetryDelayMs,
    isHousekeeping: false,
    ...definition,
  };
}

/** One second doubled with each attempt, at most five minutes, give or take a fifth. */
export function defaultRetryDelayMs(attempt: number): number {
  return Math.min(1_000 * 2 ** (attempt - 1), 300_000) * (0.8 + 0.4 * Math.random());
}

/** The right to one job: it holds until its time has run out, and while no other claim has been given a higher fence. */
export interface Lease {
  readonly id: bigint;
  readonly fence: bigint;
}

/** A claimed job as it stands in the table. */
export interface ClaimedJob extends Lease {
  readonly kind: string;
  /** As it was stored; a handler gets it parsed by its kind. */
  readonly payload: unknown;
  readonly job_key: string | null;
  readonly group_key: string | null;
  readonly priority: number;
  /** Bytes, as `NewJob` has it. */
  readonly weight: bigint;
  readonly run_at: Date;
  /** How often the job was tried since it was enqueued or rescheduled, this time included and lost runs not. */
  readonly attempts: number;
  readonly max_attempts: number;
  /** Runs just before this one that never came to an end: their worker died, stalled, or lost the database. */
  readonly losses: number;
  /** Why the attempt before this one failed, at most 2,000 characters. */
  readonly last_error: string | null;
  readonly created_at: Date;
}

/** The lease has run out, the job was taken over by another worker, or is finished: nothing may be written in its name any more. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";

  constructor({ id, fence }: Lease) {
    super(`The lease with fence ${fence} on job ${id} is lost.`);
  }
}
