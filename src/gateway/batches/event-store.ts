import type { BatchStatus } from "#contract/batch-states.ts";
import type { BATCH_EVENT_KINDS } from "#contract/batch-records.ts";
import type { BatchId } from "#contract/primitives.ts";
import type { Queryable, Transaction } from "#gateway/database/database.ts";
import { sql } from "#gateway/database/sql.ts";

type BatchEventKind = (typeof BATCH_EVENT_KINDS)[number];

/** Something that happened to a batch, in a sentence for people. */
export interface BatchHappening {
  at: Date;
  kind: BatchEventKind;
  status?: BatchStatus;
  lane_id?: string;
  message: string;
}

export interface BatchEventRow {
  sequence: number;
  at: Date;
  kind: BatchEventKind;
  status: BatchStatus | null;
  lane_id: string | null;
  message: string;
}

/** Adds to a batch's timeline; the number in it comes from the batch, which the caller has locked. */
export async function tell(
  tx: Transaction,
  batch_id: BatchId,
  happening: BatchHappening,
): Promise<void> {
  const { at, kind, status = null, lane_id = null, message } = happening;
  await tx.query(sql`
    with numbered as (
      update batches set event_count = event_count + 1 where id = ${batch_id} returning event_count
    )
    insert into batch_events (batch_id, sequence, at, kind, status, lane_id, message)
    select ${batch_id}, event_count, ${at}, ${kind}, ${status}, ${lane_id}, ${message} from numbered`);
}

/** Counts by name: what a folded event adds up. */
export type Figures = Record<string, number>;

/**
 * Tells of something that may happen in every unit: the first time as a new event, from then on by adding the figures
 * to that event and wording it anew. The caller has the batch locked.
 */
export async function tellFolded(
  tx: Transaction,
  batch_id: BatchId,
  fold_key: string,
  figures: Figures,
  word: (sum: Figures) => BatchHappening,
): Promise<void> {
  const [known] = await tx.query<{ sequence: number; figures: Figures }>(sql`
    select sequence, figures from batch_events where batch_id = ${batch_id} and fold_key = ${fold_key}`);
  const sum: Figures = { ...known?.figures };
  for (const [name, count] of Object.entries(figures)) sum[name] = (sum[name] ?? 0) + count;
  const happening = word(sum);
  if (known === undefined) {
    await tell(tx, batch_id, happening);
    await tx.query(sql`
      update batch_events set fold_key = ${fold_key}, figures = ${sql.json(sum)}
      where batch_id = ${batch_id} and sequence = (select event_count from batches where id = ${batch_id})`);
    return;
  }
  await tx.query(sql`
    update batch_events set message = ${happening.message}, figures = ${sql.json(sum)}
    where batch_id = ${batch_id} and sequence = ${known.sequence}`);
}

/** The figures of all folded events whose key begins so, by the key, in the order in which they were first told. */
export async function listFolded(
  queryable: Queryable,
  batch_id: BatchId,
  key_prefix: string,
): Promise<{ fold_key: string; figures: Figures }[]> {
  return queryable.query(sql`
    select fold_key, figures from batch_events
    where batch_id = ${batch_id} and starts_with(fold_key, ${key_prefix}) order by sequence`);
}

/** A batch's timeline in order; `after` is the last number of the page before. */
export async function listEvents(
  queryable: Queryable,
  batch_id: BatchId,
  page: { limit: number; after: number },
): Promise<BatchEventRow[]> {
  return queryable.query<BatchEventRow>(sql`
    select sequence, at, kind, status, lane_id, message from batch_events
    where batch_id = ${batch_id} and sequence > ${page.after} order by sequence limit ${page.limit}`);
}

/** When a batch began to end, by its timeline; null where that has not happened. */
export interface EndingTimes {
  /** Cancelling was asked for. */
  cancelling_at: Date | null;
  /** Every item was done, or dropped. */
  finalizing_at: Date | null;
}

/** When each of these batches began to end; those that have not are left out. */
export async function listEndingTimes(
  queryable: Queryable,
  batchIds: readonly BatchId[],
): Promise<Map<BatchId, EndingTimes>> {
  const rows = await queryable.query<EndingTimes & { batch_id: BatchId }>(sql`
    select batch_id, min(at) filter (where kind = 'cancel_requested') as cancelling_at,
      min(at) filter (where status = 'completing') as finalizing_at
    from batch_events
    where batch_id = any(${batchIds}::text[]) and (kind = 'cancel_requested' or status = 'completing')
    group by batch_id`);
  return new Map(rows.map(({ batch_id, ...times }) => [batch_id, times]));
}
