import type { BatchId } from "#contract/primitives.ts";
import type { Queryable, Transaction } from "#gateway/database/database.ts";
import { type Sql, sql } from "#gateway/database/sql.ts";

/**
 * `waiting`: not begun; `handing_over`: the provider may have it; `working`: it has it; `answered`: it has ended and the answers are safe;
 * `refused`: the provider does none of it; `left`: nobody waits for it any more. The last three are final.
 */
type UpstreamStatus = "waiting" | "handing_over" | "working" | "answered" | "refused" | "left";

/** What is known of an upstream batch before a provider is asked. */
export interface NewUpstreamBatch {
  /** What the provider is told that it is called. */
  reference: string;
  lane_id: string;
  /** The model's slug. */
  model: string;
  line_group: string;
  items: number;
  /** Of its lines, their ends included. */
  bytes: number;
}

/** What of an upstream batch changes. */
export interface UpstreamProgress {
  status: UpstreamStatus;
  upstream_id: string | null;
  begun_at: Date | null;
  /** When the provider may last have begun, or still been at work, to make it. */
  tried_at: Date | null;
  handed_over_at: Date | null;
  /** When the provider was asked to end it early. */
  stopping_at: Date | null;
  settled_at: Date | null;
  next_look_at: Date;
  looks: number;
  /** Requests in a row that failed. */
  failures: number;
  /** Items as the provider counts them. */
  completed: number;
  failed: number;
  /** The artifact with the answers, in the order of the items. */
  answers_name: string | null;
  /** Why items without an answer have none. */
  ended_why: "completed" | "expired" | "cancelled" | null;
  /** Whether the provider was asked to delete what it keeps of it. */
  is_forgotten: boolean;
  failure_code: string | null;
  failure_message: string | null;
}

export interface UpstreamBatchRow extends NewUpstreamBatch, UpstreamProgress {
  batch_id: BatchId;
  unit: number;
  /** The pass over the unit that made it. */
  round: number;
}

/** Adds the upstream batches of a pass, to be handed over at once. */
export async function insertUpstreamBatches(
  tx: Transaction,
  { batch_id, unit, round, now }: { batch_id: BatchId; unit: number; round: number; now: Date },
  batches: readonly NewUpstreamBatch[],
): Promise<void> {
  await tx.query(sql`
    insert into upstream_batches (
      batch_id, unit, round, next_look_at, reference, lane_id, model, line_group, items, bytes
    )
    select ${batch_id}, ${unit}, ${round}, ${now}, * from unnest(
      ${batches.map(({ reference }) => reference)}::text[],
      ${batches.map(({ lane_id }) => lane_id)}::text[],
      ${batches.map(({ model }) => model)}::text[],
      ${batches.map(({ line_group }) => line_group)}::text[],
      ${batches.map(({ items }) => items)}::integer[],
      ${batches.map(({ bytes }) => bytes)}::bigint[]
    )`);
}

/** The upstream batches that a pass over a unit has made, in a fixed order. */
export async function listUpstreamBatches(
  queryable: Queryable,
  { batch_id, unit, round }: { batch_id: BatchId; unit: number; round: number },
): Promise<UpstreamBatchRow[]> {
  const rows = await queryable.query<UpstreamBatchRow & { bytes: bigint }>(sql`
    select * from upstream_batches
    where batch_id = ${batch_id} and unit = ${unit} and round = ${round} order by reference`);
  return rows.map((row) => ({ ...row, bytes: Number(row.bytes) }));
}

/** What providers have of a batch on one lane, of one model, and have not given back. */
export interface UpstreamShareRow {
  batch_id: BatchId;
  lane_id: string;
  model: string;
  batches: number;
  items: number;
  completed: number;
  failed: number;
  /** When the first of them was handed over; null while none is. */
  since: Date | null;
  next_look_at: Date;
}

/** What providers have of these batches, in the order of lanes and models; batches of which they have nothing are left out. */
export async function listUpstreamShares(
  queryable: Queryable,
  batchIds: readonly BatchId[],
): Promise<Map<BatchId, UpstreamShareRow[]>> {
  const rows = await queryable.query<UpstreamShareRow>(sql`
    select batch_id, lane_id, model, count(*)::integer as batches, sum(items)::integer as items,
      sum(completed)::integer as completed, sum(failed)::integer as failed,
      min(handed_over_at) as since, min(next_look_at) as next_look_at
    from upstream_batches
    where batch_id = any(${batchIds}::text[]) and status in ('waiting', 'handing_over', 'working')
    group by batch_id, lane_id, model order by batch_id, lane_id, model`);
  const shares = new Map<BatchId, UpstreamShareRow[]>();
  for (const row of rows) shares.set(row.batch_id, [...(shares.get(row.batch_id) ?? []), row]);
  return shares;
}

/** Whether a lane's batch is known by this id: then it is of one order and of no other. */
export async function isUpstreamIdKnown(
  queryable: Queryable,
  lane_id: string,
  upstream_id: string,
): Promise<boolean> {
  const rows = await queryable.query(sql`
    select 1 from upstream_batches where lane_id = ${lane_id} and upstream_id = ${upstream_id} limit 1`);
  return rows.length > 0;
}

const COLUMNS: Readonly<Record<keyof UpstreamProgress, Sql>> = {
  status: sql`status`,
  upstream_id: sql`upstream_id`,
  begun_at: sql`begun_at`,
  tried_at: sql`tried_at`,
  handed_over_at: sql`handed_over_at`,
  stopping_at: sql`stopping_at`,
  settled_at: sql`settled_at`,
  next_look_at: sql`next_look_at`,
  looks: sql`looks`,
  failures: sql`failures`,
  completed: sql`completed`,
  failed: sql`failed`,
  answers_name: sql`answers_name`,
  ended_why: sql`ended_why`,
  is_forgotten: sql`is_forgotten`,
  failure_code: sql`failure_code`,
  failure_message: sql`failure_message`,
};

/**
 * Changes an upstream batch, of which only the holder of its unit's job writes, and the version of the batch it is of; the row as
 * it is then.
 */
export async function updateUpstreamBatch(
  tx: Transaction,
  row: UpstreamBatchRow,
  changes: Partial<UpstreamProgress>,
): Promise<UpstreamBatchRow> {
  const assignments: Sql[] = [];
  // Object.keys forgets the key type; the parameter's type has no other keys.
  for (const name of Object.keys(changes) as (keyof UpstreamProgress)[]) {
    const value = changes[name];
    if (value !== undefined) assignments.push(sql`${COLUMNS[name]} = ${value}`);
  }
  await tx.query(sql`
    update upstream_batches set ${sql.join(assignments)} where reference = ${row.reference}`);
  await tx.query(sql`update batches set version = version + 1 where id = ${row.batch_id}`);
  return { ...row, ...changes };
}
