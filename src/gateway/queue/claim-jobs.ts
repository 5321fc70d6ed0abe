import type { Queryable } from "../database/database.ts";
import { sql, type Sql } from "../database/sql.ts";
import type { ClaimedJob } from "./job.ts";

/** How many jobs of a kind a worker has room for. */
export interface JobRoom {
  readonly kind: string;
  readonly free: number;
}

/** By which time jobs are due, and by which leases run out. */
export interface ClaimTimes {
  readonly now: Sql;
  readonly leaseNow: Sql;
  readonly leaseMs: number;
}

/**
 * Leases jobs that are due, for each kind at most as many as there is room for: the highest priority
 * first, then the longest due, then the oldest. A job whose lease has run out is due again. No job is
 * ever given to two claims at a time, and each claim has a higher fence than every claim before it. `limit` bounds
 * how many there are of all kinds together.
 */
export async function claimJobs(
  database: Queryable,
  { now, leaseNow, leaseMs }: ClaimTimes,
  rooms: readonly JobRoom[],
  limit: number | null,
): Promise<ClaimedJob[]> {
  const bounded = sql`order by job.priority desc, job.run_at, job.id limit ${limit}`;
  const claimed = await database.query<ClaimedJob>(sql`
    with room as (
      select * from unnest(
        ${rooms.map((room) => room.kind)}::text[],
        ${rooms.map((room) => room.free)}::integer[]
      ) as room (kind, free)
    ),
    due as (
      select job.id
      from room
      cross join lateral (
        select id, priority, run_at from jobs
        where kind = room.kind
          and state <> 'dead'
          and run_at <= ${now}
          and (state = 'waiting' or leased_until <= ${leaseNow})
        order by priority desc, run_at, id
        limit room.free
        for update skip locked
      ) job
      ${limit === null ? sql`` : bounded}
    )
    update jobs set ${leased({ leaseNow, leaseMs })}
    from due
    where jobs.id = due.id
    returning ${claimedColumns}
  `);
  return claimed.toSorted(byClaimOrder);
}

/** What makes a job that is due a claimed one. */
export function leased({ leaseNow, leaseMs }: Omit<ClaimTimes, "now">): Sql {
  return sql`state = 'running', fence = nextval('job_fence'), attempts = attempts + 1,
    leased_until = ${leaseEnd(leaseNow, leaseMs)}`;
}

/** A claimed job as `ClaimedJob` has it. */
export const claimedColumns: Sql = sql`jobs.id, kind, payload, job_key, group_key, priority, jobs.weight, run_at, attempts, max_attempts,
  fence, last_error, created_at`;

/** The time at which a lease taken now ends. */
export function leaseEnd(now: Sql, leaseMs: number): Sql {
  return sql`${now} + ${leaseMs}::double precision * interval '1 millisecond'`;
}

/** `returning` promises no order. */
function byClaimOrder(first: ClaimedJob, second: ClaimedJob): number {
  return (
    second.priority - first.priority ||
    first.run_at.getTime() - second.run_at.getTime() ||
    Number(first.id - second.id)
  );
}
