import type { Queryable } from "#gateway/database/database.ts";
import { sql } from "#gateway/database/sql.ts";

/** The items of batches that have not ended which are not done. */
export async function countWaitingItems(queryable: Queryable): Promise<number> {
  const [row] = await queryable.query<{ items: bigint }>(sql`
    select coalesce(sum(item_count - completed - failed - cancelled), 0)::bigint as items
    from batches where completed_at is null`);
  return Number(row?.items ?? 0n);
}

/** The items that lanes have been done with since a time. */
export async function countItemsDoneSince(queryable: Queryable, since: Date): Promise<number> {
  const [row] = await queryable.query<{ items: bigint }>(sql`
    with recursive lane (lane_id) as (
      -- From one lane to the next along the index, so that old receipts cost nothing.
      (select lane_id from route_receipts order by lane_id limit 1)
      union all
      select (select lane_id from route_receipts where lane_id > lane.lane_id order by lane_id limit 1)
      from lane where lane.lane_id is not null
    )
    select coalesce(sum(completed + failed), 0)::bigint as items
    from lane join route_receipts using (lane_id) where ended_at > ${since}`);
  return Number(row?.items ?? 0n);
}
