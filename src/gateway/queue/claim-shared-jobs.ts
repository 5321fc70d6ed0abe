import type { Queryable } from "../database/database.ts";
import { type Sql, sql } from "../database/sql.ts";
import { type ClaimTimes, leaseDue } from "./claim-jobs.ts";
import type { ClaimedJob } from "./job.ts";

/** How many jobs there are, and what they weigh together. */
export interface JobLoad {
  readonly jobs: number;
  readonly weight: number;
}

/** The room for jobs of a kind that are shared out among the groups they belong to. */
export interface SharedRoom {
  readonly kind: string;
  readonly free: JobLoad;
  /** How many of one group run here at a time, however much room there is; 12 by default. */
  readonly mostOfAGroup?: number;
  /** What runs here already, by group; `NO_GROUP` for jobs without one. */
  readonly running: ReadonlyMap<string, JobLoad>;
}

/**
 * Whether there may be any to claim: a fraction of the claim itself, which costs as much where there is none. Waiting jobs
 * whose time has not come count, since looking past them would cost more.
 */
export async function hasJobsToShare(
  database: Queryable,
  kind: string,
  leaseNow: Sql,
): Promise<boolean> {
  const [row] = await database.query<{ is_there: boolean }>(sql`
    select exists (select from jobs where kind = ${kind} and state = 'waiting')
      or exists (select from jobs where kind = ${kind} and state = 'running' and leased_until <= ${leaseNow}) as is_there`);
  return row?.is_there === true;
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

/** A claim that gives so many may have left some that it could not look at; another one follows it. */
export const MANY_CLAIMED = 32;

/** Another worker may be claiming the same ones at this moment; those are skipped. */
const TIMES_WHAT_IT_TAKES = 2;

/**
 * A group that runs here already gets no more than so many times what it then leaves free. So one group alone takes three
 * quarters of the room, the next one three quarters of the rest, and there is some for whoever comes.
 */
const TIMES_WHAT_IT_LEAVES = 3;

/**
 * More jobs of one group would not be done sooner: they would take turns at the same lanes, all of them end late, and other
 * processes find nothing to do.
 */
const MOST_RUNNING_OF_A_GROUP = 12;

/** Looking at a group costs one descent of an index; with more groups than this the next claim goes on with the others. */
const MOST_GROUPS_SEEN = 1_000;

/**
 * Leases jobs of one kind that are due, as many as there is room for by number and by weight, taking the groups in turns: one
 * of which fewer jobs run here comes before one of which more do, whatever their priorities; within a turn and within a group
 * the order is that of `claimJobs`. No group takes all the room, nor more than it may. Where nothing runs one job is claimed whatever it weighs.
 * However many jobs wait, it reads some rows a group and no more than 1,000 groups, those after `seenTo`.
 */
export async function claimSharedJobs(
  database: Queryable,
  { now, leaseNow, leaseMs }: ClaimTimes,
  { kind, free, mostOfAGroup = MOST_RUNNING_OF_A_GROUP, running }: SharedRoom,
  seenTo: string,
): Promise<SharedClaim> {
  const looked = Math.min(free.jobs, MANY_CLAIMED) * TIMES_WHAT_IT_TAKES;
  const loads = [...running.values()];
  const claimed = await database.query<ClaimedJob & { seen_to: string; state: string }>(sql`
    with recursive held as (
      select * from unnest(
        ${[...running.keys()]}::text[],
        ${loads.map(({ jobs }) => jobs)}::integer[],
        ${loads.map(({ weight }) => weight)}::bigint[]
      ) as held (group_key, jobs, weight)
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
      where coalesce(jobs, 0) < ${mostOfAGroup}
      order by coalesce(jobs, 0), first.priority desc, first.run_at, first.id
      limit ${looked}
    ),
    ready as (
      select job.* from head cross join lateral (
        select id, ${group} as group_key, priority, run_at, weight from jobs
        where kind = ${kind} and state = 'waiting' and ${group} = head.group_key and run_at <= ${now}
        order by priority desc, run_at, id limit ${looked}
      ) as job
      union all
      (
        select id, ${group} as group_key, priority, run_at, weight from jobs
        where kind = ${kind} and state = 'running' and leased_until <= ${leaseNow}
        order by leased_until limit ${looked}
      )
    ),
    turn as (
      select id, priority, run_at, ready.weight,
        coalesce(held.jobs, 0) + row_number() over in_group as turn,
        -- Of a group that has nearly all that it may, no more are locked than it still could get.
        row_number() over in_group <= ${TIMES_WHAT_IT_TAKES} * (${mostOfAGroup} - coalesce(held.jobs, 0)) as is_in_reach,
        coalesce(held.weight, 0) + sum(ready.weight) over in_group as group_weight
      from ready left join held using (group_key)
      window in_group as (partition by group_key order by priority desc, run_at, id)
    ),
    locked as materialized (
      select turn.*, jobs.state = 'running' as was_lost from turn join jobs on jobs.id = turn.id
      where (jobs.state = 'waiting' or (jobs.state = 'running' and jobs.leased_until <= ${leaseNow}))
        and jobs.run_at <= ${now} and turn.is_in_reach
      order by turn.turn, turn.priority desc, turn.run_at, turn.id
      limit ${looked}
      for update of jobs skip locked
    ),
    placed as (
      select id, was_lost, turn, group_weight,
        ${free.jobs} - row_number() over in_turn as jobs_left,
        ${free.weight} - sum(weight) over in_turn as weight_left,
        row_number() over in_turn = 1 and ${running.size === 0} as is_only
      from locked
      window in_turn as (order by turn, priority desc, run_at, id)
    ),
    due as (
      select id, was_lost from placed
      where jobs_left >= 0 and (
          is_only or (weight_left >= 0 and (
            turn = 1 or (
              turn <= least(${TIMES_WHAT_IT_LEAVES} * jobs_left, ${mostOfAGroup}) and group_weight <= ${TIMES_WHAT_IT_LEAVES} * weight_left
            )
          ))
        )
    )
    ${leaseDue({ now, leaseNow, leaseMs })},
      (
        select case when count(*) = ${MOST_GROUPS_SEEN} then max(group_key) else '' end from seen_group
      ) as seen_to
  `);
  return {
    jobs: claimed
      .filter(({ state }) => state === "running")
      .map(({ seen_to: _seenTo, state: _state, ...job }) => job),
    seenTo: claimed[0]?.seen_to ?? "",
  };
}
