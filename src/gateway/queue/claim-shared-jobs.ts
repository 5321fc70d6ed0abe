import type { Queryable } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import { type ClaimTimes, claimedColumns, leased } from "./claim-jobs.ts";
import type { ClaimedJob } from "./job.ts";

/** The room for jobs of a kind that are shared out among the groups they belong to. */
export interface SharedRoom {
  readonly kind: string;
  readonly free: number;
  /** Of the free places, those for groups of which nothing runs: one group cannot fill them all. */
  readonly kept: number;
  /** How many jobs of each group run here already. */
  readonly running: ReadonlyMap<string, number>;
}

/** What a claim of shared jobs gave. */
export interface SharedClaim {
  readonly jobs: ClaimedJob[];
  /** Where the next claim goes on looking; "" from the start. */
  readonly seenTo: string;
}

/** What the jobs without a group are counted under: they are a group of their own. */
export const NO_GROUP = "-";
/** As the index has it. */
const group = sql`coalesce(group_key, '-')`;

/** Looking at a group costs one descent of an index; with more groups than this the next claim goes on with the others. */
const MOST_GROUPS_SEEN = 1_000;

/**
 * Leases jobs of one kind that are due, taking the groups in turns: a group of which fewer jobs run here comes before one of
 * which more do, whatever their priorities; within a turn and within a group the order is that of `claimJobs`. However many wait, it reads some rows a group and no more than 1,000 groups, those after `seenTo`.
 */
export async function claimSharedJobs(
  database: Queryable,
  { now, leaseNow, leaseMs }: ClaimTimes,
  { kind, free, kept, running }: SharedRoom,
  seenTo: string,
): Promise<SharedClaim> {
  // Another worker may be claiming the same ones at this moment; those are skipped.
  const looked = free * 2;
  const claimed = await database.query<ClaimedJob & { seen_to: string }>(sql`
    with recursive held as (
      select * from unnest(${[...running.keys()]}::text[], ${[...running.values()]}::integer[]) as held (group_key, running)
    ),
    -- From one group to the next along the index, so that the jobs of a group are not read one by one.
    waiting_group (group_key) as (
      (
        select ${group} from jobs
        where kind = ${kind} and state = 'waiting' and ${group} > ${seenTo} order by ${group} limit 1
      )
      union all
      select (
        select ${group} from jobs
        where kind = ${kind} and state = 'waiting' and ${group} > seen.group_key order by ${group} limit 1
      )
      from waiting_group as seen where seen.group_key is not null
    ),
    seen_group as materialized (
      select group_key from waiting_group where group_key is not null limit ${MOST_GROUPS_SEEN}
    ),
    -- No group beyond so many can have the next turn.
    head as (
      select seen_group.group_key
      from seen_group
      left join held using (group_key)
      cross join lateral (
        select id, priority, run_at from jobs
        where kind = ${kind} and state = 'waiting' and ${group} = seen_group.group_key and run_at <= ${now}
        order by priority desc, run_at, id limit 1
      ) as first
      order by coalesce(running, 0), first.priority desc, first.run_at, first.id
      limit ${looked}
    ),
    due as (
      select job.* from head cross join lateral (
        select id, ${group} as group_key, priority, run_at from jobs
        where kind = ${kind} and state = 'waiting' and ${group} = head.group_key and run_at <= ${now}
        order by priority desc, run_at, id limit ${looked}
      ) as job
      union all
      (
        select id, ${group} as group_key, priority, run_at from jobs
        where kind = ${kind} and state = 'running' and leased_until <= ${leaseNow}
        order by leased_until limit ${looked}
      )
    ),
    turn as (
      select id, priority, run_at, coalesce(running, 0) + row_number() over (
        partition by group_key order by priority desc, run_at, id
      ) as turn
      from due left join held using (group_key)
    ),
    locked as materialized (
      select turn.* from turn join jobs on jobs.id = turn.id
      where (jobs.state = 'waiting' or (jobs.state = 'running' and jobs.leased_until <= ${leaseNow}))
        and jobs.run_at <= ${now}
      order by turn.turn, turn.priority desc, turn.run_at, turn.id
      limit ${looked}
      for update of jobs skip locked
    ),
    placed as (
      select id, turn, row_number() over (order by turn, priority desc, run_at, id) as place from locked
    )
    update jobs set ${leased({ leaseNow, leaseMs })}
    from placed
    where jobs.id = placed.id
      and placed.place <= ${free}
      and (placed.turn = 1 or placed.place <= ${free - kept})
    returning ${claimedColumns},
      (
        select case when count(*) = ${MOST_GROUPS_SEEN} then max(group_key) else '' end from seen_group
      ) as seen_to
  `);
  return {
    jobs: claimed.map(({ seen_to: _seenTo, ...job }) => job),
    seenTo: claimed[0]?.seen_to ?? "",
  };
}
