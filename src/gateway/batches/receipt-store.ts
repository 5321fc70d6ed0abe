import type { RouteReceipt } from "#contract/batch-records.ts";
import type { BatchId } from "#contract/primitives.ts";
import type { Queryable, Transaction } from "#gateway/database/database.ts";
import { sql } from "#gateway/database/sql.ts";

/** A route receipt as it is kept: what one rung did for one unit. */
export interface ReceiptRow extends Omit<RouteReceipt, "started_at" | "ended_at"> {
  /** Orders the receipts of one unit, from 0. */
  place: number;
  started_at: Date;
  ended_at: Date;
}

/** Adds the receipts of one unit. */
export async function insertReceipts(
  tx: Transaction,
  batch_id: BatchId,
  receipts: readonly ReceiptRow[],
): Promise<void> {
  if (receipts.length === 0) return;
  const rows = receipts.map(
    (row) => sql`(
      ${row.id}, ${batch_id}, ${row.unit}, ${row.place}, ${row.first_item}, ${row.end_item}, ${row.rung},
      ${row.lane_id}, ${row.model}, ${row.items}, ${row.completed}, ${row.failed}, ${row.retries}, ${row.started_at},
      ${row.ended_at}, ${row.outcome}, ${row.next_rung_reason}
    )`,
  );
  await tx.query(sql`
    insert into route_receipts (
      id, batch_id, unit, place, first_item, end_item, rung, lane_id, model, items, completed, failed, retries,
      started_at, ended_at, outcome, next_rung_reason
    ) values ${sql.join(rows)}`);
}

/** A time in which a lane had units of a batch without a pause that matters. */
export interface BusyTime {
  lane_id: string;
  model: string;
  from_at: Date;
  to_at: Date;
  /** Of the time, without its pauses. */
  busy_seconds: number;
  retries: number;
}

/**
 * When each lane of a batch had units that are done by now, in order; a pause of up to `pause_seconds` does not part two times. As
 * many rows as fit between the first and the last receipt, however many receipts there are.
 */
export async function listBusyTimes(
  queryable: Queryable,
  batch_id: BatchId,
  pause_seconds: number,
): Promise<BusyTime[]> {
  return queryable.query<BusyTime>(sql`
    with receipt as (
      select lane_id, model, started_at, ended_at, retries,
        max(ended_at) over (
          partition by lane_id, model order by started_at, id rows between unbounded preceding and 1 preceding
        ) as busy_until, id
      from route_receipts where batch_id = ${batch_id}
    ), parted as (
      select *, count(*) filter (
        where busy_until is null or started_at > busy_until + ${pause_seconds}::double precision * interval '1 second'
      ) over (partition by lane_id, model order by started_at, id) as part
      from receipt
    )
    select lane_id, model, min(started_at) as from_at, max(ended_at) as to_at, sum(retries)::integer as retries,
      extract(epoch from sum(greatest(ended_at - greatest(started_at, busy_until), interval '0')))::double precision
        as busy_seconds
    from parted group by lane_id, model, part order by from_at, lane_id, model`);
}

/** A batch's receipts by unit and rung; `after` is the place of the last one of the page before. */
export async function listReceipts(
  queryable: Queryable,
  batch_id: BatchId,
  page: { limit: number; after: { unit: number; place: number } },
): Promise<ReceiptRow[]> {
  const { unit, place } = page.after;
  return queryable.query<ReceiptRow>(sql`
    select * from route_receipts where batch_id = ${batch_id} and (unit, place) > (${unit}::integer, ${place}::integer)
    order by unit, place limit ${page.limit}`);
}
