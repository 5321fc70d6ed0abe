import type { Queryable } from "../database/database.ts";
import { sql, type Sql } from "../database/sql.ts";
import type { ClaimedJob } from "./job.ts";
import { isPutOff, waitAfterLoss } from "./losses.ts";

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
 * Leases jobs that are due, for each kind at most as many as there is room for: the highest priority first, then the longest
 * due, then the oldest. A job whose lease has run out is due again, and counts as lost; one that was lost several times in a
 * row is put off instead of given. No job is ever given to two claims at a time, and each claim has a higher fence than every
 * claim before it. `limit` bounds how many there are of all kinds together, null not at all.
 */
export async function claimJobs(
  database: Queryable,
  { now, leaseNow, leaseMs }: ClaimTimes,
  rooms: readonly JobRoom[],
  limit: number | null,
): Promise<ClaimedJob[]> {
  const claimed = await database.query<ClaimedJob & { state: string }>(sql`
    with room as (
      select * from unnest(
        ${rooms.map((room) => room.kind)}::text[],
        ${rooms.map((room) => room.free)}::integer[]
      ) as room (kind, free)
    ),
    due as (
      select job.id, job.state = 'running' as was_lost
      from room
      cross join lateral (
        select id, priority, run_at, state from jobs
        where kind = room.kind
          and state <> 'dead'
          and run_at <= ${now}
          and (state = 'waiting' or leased_until <= ${leaseNow})
        order by priority desc, run_at, id
        limit room.free
        for update skip locked
      ) job
      order by job.priority desc, job.run_at, job.id
      limit ${limit}
    )
    ${leaseDue({ now, leaseNow, leaseMs })}
  `);
  return claimed
    .filter(({ state }) => state === "running")
    .map(({ state: _state, ...job }) => job)
    .toSorted(byClaimOrder);
}

/**
 * The end of a claim: leases the jobs that `due` names by `id`, with whether each `was_lost`, and returns them; those that are
 * put off instead are not running.
 */
export function leaseDue({ now, leaseNow, leaseMs }: ClaimTimes): Sql {
  const losses = sql`(jobs.losses + due.was_lost::integer)`;
  const isOff = sql`(due.was_lost and ${isPutOff(losses)})`;
  return sql`
    update jobs set
      state = case when ${isOff} then 'waiting' else 'running' end,
      fence = nextval('job_fence'),
      -- A run that was lost was no attempt.
      attempts = attempts + case when ${isOff} then -1 when due.was_lost then 0 else 1 end,
      losses = ${losses},
      run_at = case when ${isOff} then ${now} + ${waitAfterLoss(losses)} else run_at end,
      leased_until = case when ${isOff} then null else ${leaseEnd(leaseNow, leaseMs)} end
    from due
    where jobs.id = due.id
    returning jobs.id, kind, payload, job_key, group_key, priority, weight, run_at, attempts, max_attempts, losses, fence,
      last_error, created_at, state`;
}

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
