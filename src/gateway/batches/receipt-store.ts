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
