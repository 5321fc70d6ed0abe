import type { Queryable } from "../database/database.ts";
import { sql, type Sql } from "../database/sql.ts";
import { leaseEnd } from "./claim-jobs.ts";
import { type ClaimedJob, type Lease, LeaseLost } from "./job.ts";
import { waitAfterLoss } from "./losses.ts";

/** How to fail a job. */
export interface Failure {
  readonly error: unknown;
  /** Whether another attempt could end otherwise; if not, the job is dead at once. */
  readonly isRetryable: boolean;
  readonly retryDelayMs: number;
}

const longestError = 2_000;

/**
 * The lease is ours until its time has run out by the queue's own clock, and until another claim: who was cut off for
 * longer than it lasts writes nothing, even where nobody has taken the job over yet.
 */
const isHeld = ({ id, fence }: Lease, leaseNow: Sql): Sql =>
  sql`id = ${id} and fence = ${fence} and state = 'running' and leased_until > ${leaseNow}`;

/** Moves the end of the lease to a full lease from now; false when the lease is lost. */
export async function extendLease(
  database: Queryable,
  leaseNow: Sql,
  leaseMs: number,
  lease: Lease,
): Promise<boolean> {
  const rows = await database.query(sql`
    update jobs set leased_until = ${leaseEnd(leaseNow, leaseMs)} where ${isHeld(lease, leaseNow)} returning id
  `);
  return rows.length > 0;
}

/** Removes finished jobs and returns the ids of those whose leases were held; the others are left alone. */
export async function completeJobs(
  tx: Queryable,
  leaseNow: Sql,
  leases: readonly Lease[],
): Promise<ReadonlySet<bigint>> {
  const rows = await tx.query<{ id: bigint }>(sql`
    delete from jobs
    using unnest(
      ${leases.map(({ id }) => id)}::bigint[], ${leases.map(({ fence }) => fence)}::bigint[]
    ) as lease (id, fence)
    where jobs.id = lease.id and jobs.fence = lease.fence
      and state = 'running' and leased_until > ${leaseNow}
    returning jobs.id`);
  return new Set(rows.map(({ id }) => id));
}

/** Puts the job back to wait for its next attempt, or keeps it as dead after its last; throws `LeaseLost`. */
export async function failJob(
  tx: Queryable,
  { now, leaseNow }: { now: Sql; leaseNow: Sql },
  job: ClaimedJob,
  failure: Failure,
): Promise<"waiting" | "dead"> {
  const isDead = !failure.isRetryable || job.attempts >= job.max_attempts;
  const lastError = describeError(failure.error);
  await update(
    tx,
    leaseNow,
    job,
    isDead
      ? sql`state = 'dead', died_at = ${now}, last_error = ${lastError}`
      : sql`state = 'waiting', losses = 0, last_error = ${lastError}, run_at = ${leaseEnd(now, failure.retryDelayMs)}`,
  );
  return isDead ? "dead" : "waiting";
}

/** Lets a job that has not failed run again later, with its attempts counted anew; throws `LeaseLost`. */
export async function rescheduleJob(
  tx: Queryable,
  leaseNow: Sql,
  lease: Lease,
  again: { run_at: Date; payload?: Sql },
): Promise<void> {
  await update(
    tx,
    leaseNow,
    lease,
    sql`state = 'waiting', run_at = ${again.run_at}, attempts = 0, losses = 0, last_error = null,
      payload = ${again.payload ?? sql`payload`}`,
  );
}

/** Has those jobs of these keys that wait for a later time run now, and says how many there were. */
export async function hastenJobs(
  tx: Queryable,
  now: Sql,
  jobKeys: readonly string[],
): Promise<number> {
  if (jobKeys.length === 0) return 0;
  const rows = await tx.query(sql`
    update jobs set run_at = ${now}
    where job_key = any(${jobKeys}::text[]) and state = 'waiting' and run_at > ${now} returning id`);
  return rows.length;
}

/** Gives a job back as if it had not been claimed; throws `LeaseLost`. */
export async function releaseJob(tx: Queryable, leaseNow: Sql, lease: Lease): Promise<void> {
  await update(tx, leaseNow, lease, sql`state = 'waiting', attempts = attempts - 1`);
}

/** Puts back a job whose run was lost through no fault that could be told; throws `LeaseLost`. */
export async function loseJob(
  tx: Queryable,
  { now, leaseNow }: { now: Sql; leaseNow: Sql },
  lease: Lease,
): Promise<void> {
  await update(
    tx,
    leaseNow,
    lease,
    sql`state = 'waiting', attempts = attempts - 1, losses = losses + 1,
      run_at = ${now} + ${waitAfterLoss(sql`(losses + 1)`)}`,
  );
}

/**
 * Ends every lease, for a process that knows that it is the only one and has just begun: whoever held one is dead.
 */
export async function endAllLeases(database: Queryable, leaseNow: Sql): Promise<void> {
  await database.query(sql`
    update jobs set leased_until = ${leaseNow} where state = 'running' and leased_until > ${leaseNow}`);
}

async function update(tx: Queryable, leaseNow: Sql, lease: Lease, assignments: Sql): Promise<void> {
  const rows = await tx.query(sql`
    update jobs set leased_until = null, ${assignments} where ${isHeld(lease, leaseNow)} returning id
  `);
  if (rows.length === 0) throw new LeaseLost(lease);
}

/** The message alone: a stack belongs in the log. PostgreSQL stores no NUL. */
function describeError(error: unknown): string {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return message.replaceAll("\0", "").slice(0, longestError);
}
