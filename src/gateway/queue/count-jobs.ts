import type { Queryable } from "../database/database.ts";
import { sql, type Sql } from "../database/sql.ts";

/** `scheduled` is a waiting job whose time has not come. */
type JobState = "scheduled" | "waiting" | "running" | "dead";

export interface JobCount {
  readonly kind: string;
  readonly state: JobState;
  readonly count: number;
}

/** How many jobs there are of each kind in each state, ordered by kind and state; what there is none of is absent. */
export async function countJobs(database: Queryable, now: Sql): Promise<JobCount[]> {
  return await database.query<JobCount>(sql`
    select kind, state, count(*)::integer as count
    from (
      select kind,
        case when state = 'waiting' and run_at > ${now} then 'scheduled' else state end as state
      from jobs
    ) as job
    group by kind, state
    order by kind, state
  `);
}

/**
 * How many waiting jobs of its kind will be claimed before the waiting job with this key; undefined when
 * no such job waits.
 */
export async function countJobsAhead(
  database: Queryable,
  now: Sql,
  jobKey: string,
): Promise<number | undefined> {
  const [row] = await database.query<{ ahead: number }>(sql`
    select (
      select count(*)::integer from jobs as other
      where other.kind = job.kind
        and other.state = 'waiting'
        and other.run_at <= ${now}
        and (-other.priority, other.run_at, other.id) < (-job.priority, job.run_at, job.id)
    ) as ahead
    from jobs as job
    where job.job_key = ${jobKey} and job.state = 'waiting'
  `);
  return row?.ahead;
}

/** When the next waiting jobs are due, in whole milliseconds; null where there is none. */
export interface NextDue {
  readonly any: Date | null;
  /** Of the kinds that somebody waits for. */
  readonly awaited: Date | null;
}

/** Rounded up: a Date has no microseconds, and at a moment that was cut to one the job is not due yet. */
const wholeMilliseconds = sql`min(date_trunc('milliseconds', run_at + interval '999 microseconds'))`;

/** When the next waiting job of these kinds is due, and the next of those kinds among them that are awaited. */
export async function findNextDue(
  database: Queryable,
  kinds: readonly string[],
  awaited: readonly string[],
): Promise<NextDue> {
  const [row] = await database.query<NextDue>(sql`
    select ${wholeMilliseconds} as any,
      ${wholeMilliseconds} filter (where kind = any(${awaited}::text[])) as awaited
    from jobs where state = 'waiting' and kind = any(${kinds}::text[])`);
  return row ?? { any: null, awaited: null };
}

/** Removes jobs that died before a time and returns how many those were. */
export async function deleteDeadJobs(database: Queryable, diedBefore: Date): Promise<number> {
  const rows = await database.query(
    sql`delete from jobs where state = 'dead' and died_at < ${diedBefore} returning id`,
  );
  return rows.length;
}
