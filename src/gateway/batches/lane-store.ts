import type { BatchId } from "#contract/primitives.ts";
import type { Queryable, Transaction } from "#gateway/database/database.ts";
import { sql } from "#gateway/database/sql.ts";
import type { Rates } from "#gateway/catalog/rates.ts";
import type { Tokens } from "#gateway/quotes/pricing.ts";
import type { LaneCost } from "./bill.ts";

/** A lane of a batch's ladders with one of its models, as the quote locked it. */
export interface LockedLane {
  lane_id: string;
  model: string;
  provider: string;
  display_name: string;
  /** Micro-dollars a million tokens. */
  input_micros_per_million: bigint;
  output_micros_per_million: bigint;
  /** The items that are to start on it. */
  items: number;
}

/** What came of the items on one lane with one model. */
export interface LaneTally {
  lane_id: string;
  model: string;
  /** Items that came from a lane before this one. */
  climbed_here: number;
  completed: number;
  failed: number;
  /** Items that went on to another lane. */
  climbed: number;
  input_tokens: bigint;
  output_tokens: bigint;
  /** What the items completed here cost together. */
  cost_micros: bigint;
}

export interface BatchLaneRow extends Tokens, Rates, LaneCost {
  batch_id: BatchId;
  lane_id: string;
  model: string;
  provider: string;
  display_name: string;
  items: number;
  completed: number;
  failed: number;
  climbed: number;
}

/** Adds the lanes of a new batch, in the order in which they are shown. */
export async function insertBatchLanes(
  tx: Transaction,
  batch_id: BatchId,
  lanes: readonly LockedLane[],
): Promise<void> {
  await tx.query(sql`
    insert into batch_lanes (
      batch_id, lane_id, model, provider, display_name, input_micros_per_million, output_micros_per_million, items,
      position
    )
    select ${batch_id}, * from unnest(
      ${lanes.map((lane) => lane.lane_id)}::text[],
      ${lanes.map((lane) => lane.model)}::text[],
      ${lanes.map((lane) => lane.provider)}::text[],
      ${lanes.map((lane) => lane.display_name)}::text[],
      ${lanes.map((lane) => lane.input_micros_per_million)}::bigint[],
      ${lanes.map((lane) => lane.output_micros_per_million)}::bigint[],
      ${lanes.map((lane) => lane.items)}::integer[]
    ) with ordinality`);
}

/** Adds what came of a unit to the lanes of its batch, which the caller has locked. */
export async function addToLanes(
  tx: Transaction,
  batch_id: BatchId,
  tallies: readonly LaneTally[],
): Promise<void> {
  if (tallies.length === 0) return;
  await tx.query(sql`
    update batch_lanes set
      items = items + added.climbed_here,
      completed = batch_lanes.completed + added.completed,
      failed = batch_lanes.failed + added.failed,
      climbed = batch_lanes.climbed + added.climbed,
      input_tokens = batch_lanes.input_tokens + added.input_tokens,
      output_tokens = batch_lanes.output_tokens + added.output_tokens,
      cost_micros = batch_lanes.cost_micros + added.cost_micros
    from unnest(
      ${tallies.map((tally) => tally.lane_id)}::text[],
      ${tallies.map((tally) => tally.model)}::text[],
      ${tallies.map((tally) => tally.climbed_here)}::integer[],
      ${tallies.map((tally) => tally.completed)}::integer[],
      ${tallies.map((tally) => tally.failed)}::integer[],
      ${tallies.map((tally) => tally.climbed)}::integer[],
      ${tallies.map((tally) => tally.input_tokens)}::bigint[],
      ${tallies.map((tally) => tally.output_tokens)}::bigint[],
      ${tallies.map((tally) => tally.cost_micros)}::bigint[]
    ) as added (
      lane_id, model, climbed_here, completed, failed, climbed, input_tokens, output_tokens, cost_micros
    )
    where batch_lanes.batch_id = ${batch_id}
      and batch_lanes.lane_id = added.lane_id and batch_lanes.model = added.model`);
}

/** The lanes of these batches, each batch's in the order in which they are shown. */
export async function listBatchLanes(
  queryable: Queryable,
  batchIds: readonly BatchId[],
): Promise<Map<BatchId, BatchLaneRow[]>> {
  const rows = await queryable.query<BatchLaneRow>(sql`
    select * from batch_lanes where batch_id = any(${batchIds}::text[]) order by batch_id, position`);
  const lanes = new Map<BatchId, BatchLaneRow[]>(batchIds.map((batch_id) => [batch_id, []]));
  for (const row of rows) lanes.get(row.batch_id)?.push(row);
  return lanes;
}

/** How busy a lane is and how it has fared. */
export interface LaneActivity {
  /** Items of batches that have not ended which are on this lane and not done. */
  backlog_items: number;
  /** Of the items of its latest units, the share that it answered; null until something has run. */
  success_rate: number | null;
  /** Over the same units, by the time in which any of them ran; null until something has run. */
  items_per_second: number | null;
}

const LATEST_RECEIPTS = 50;

/** The activity of every lane that has some, by its id. */
export async function listLaneActivity(queryable: Queryable): Promise<Map<string, LaneActivity>> {
  const backlogs = await queryable.query<{ lane_id: string; backlog_items: number }>(sql`
    select lane_id, sum(greatest(items - batch_lanes.completed - batch_lanes.failed - climbed, 0))::integer as backlog_items
    from batch_lanes join batches on batches.id = batch_id
    where completed_at is null group by lane_id`);
  const records = await queryable.query<{
    lane_id: string;
    completed: number;
    items: number;
    /** Null where all of it was done within one moment. */
    seconds: number | null;
  }>(sql`
    with recursive lane (lane_id) as (
      -- From one lane to the next along the index, so that old receipts cost nothing.
      (select lane_id from route_receipts order by lane_id limit 1)
      union all
      select (select lane_id from route_receipts where lane_id > lane.lane_id order by lane_id limit 1)
      from lane where lane.lane_id is not null
    )
    select lane.lane_id, sum(completed)::integer as completed, sum(items)::integer as items,
      -- Units that ran side by side took their time once.
      (
        select extract(epoch from sum(upper(span) - lower(span)))::double precision
        from unnest(range_agg(tstzrange(started_at, greatest(started_at, ended_at)))) as span
      ) as seconds
    from lane cross join lateral (
      select * from route_receipts
      where lane_id = lane.lane_id and outcome in ('done', 'climbed', 'failed')
      order by ended_at desc, id desc limit ${LATEST_RECEIPTS}
    ) as latest
    group by lane.lane_id`);

  const activity = new Map<string, LaneActivity>();
  for (const { lane_id, completed, items, seconds } of records) {
    const success_rate = items > 0 ? completed / items : null;
    const items_per_second = seconds !== null && seconds > 0 ? completed / seconds : null;
    activity.set(lane_id, { backlog_items: 0, success_rate, items_per_second });
  }
  for (const { lane_id, backlog_items } of backlogs) {
    const known = activity.get(lane_id) ?? { success_rate: null, items_per_second: null };
    activity.set(lane_id, { ...known, backlog_items });
  }
  return activity;
}
