import type { Database, Queryable } from "#gateway/database/database.ts";
import { sql } from "#gateway/database/sql.ts";
import type { ProcessBreaker, ProcessSlot } from "./lane-condition.ts";

/** What one process has to tell of its lanes. */
interface WatchReport {
  process_id: string;
  seen_at: Date;
  slots: readonly (Omit<ProcessSlot, "process_id"> & { lane_id: string })[];
  /** Those that are not closed. */
  opened: readonly (Omit<ProcessBreaker, "process_id"> & { lane_id: string })[];
  /** Lanes whose breaker has closed. */
  closed: readonly string[];
  /** What was counted before then is of no more use. */
  forgetBefore: Date;
}

/** Writes a report in one transaction; written twice it changes nothing more. */
export async function writeReport(database: Database, report: WatchReport): Promise<void> {
  const { process_id, seen_at, slots, opened, closed, forgetBefore } = report;
  await database.transaction(async (tx) => {
    if (slots.length > 0) {
      const rows = slots.map(
        (
          row,
        ) => sql`(${row.lane_id}::text, ${row.slot}::timestamptz, ${process_id}::text, ${row.answered}::integer,
          ${row.failed}::integer, ${row.answered_at}::timestamptz, ${row.latency_counts}::integer[])`,
      );
      await tx.query(sql`
        insert into lane_measures (lane_id, slot, process_id, answered, failed, answered_at, latency_counts)
        values ${sql.join(rows)}
        on conflict (lane_id, slot, process_id) do update set
          answered = excluded.answered, failed = excluded.failed, answered_at = excluded.answered_at,
          latency_counts = excluded.latency_counts`);
      await tx.query(sql`delete from lane_measures where slot < ${forgetBefore}`);
    }
    if (opened.length > 0) {
      const rows = opened.map(
        (
          row,
        ) => sql`(${row.lane_id}::text, ${process_id}::text, ${row.since}::timestamptz, ${row.retry_at}::timestamptz,
          ${row.reason}::text, ${seen_at}::timestamptz)`,
      );
      await tx.query(sql`
        insert into lane_breakers (lane_id, process_id, since, retry_at, reason, seen_at)
        values ${sql.join(rows)}
        on conflict (lane_id, process_id) do update set
          since = excluded.since, retry_at = excluded.retry_at, reason = excluded.reason, seen_at = excluded.seen_at`);
    }
    if (opened.length > 0 || closed.length > 0)
      await tx.query(sql`
        delete from lane_breakers
        where seen_at < ${forgetBefore} or (process_id = ${process_id} and lane_id = any(${closed}::text[]))`);
  });
}

/** What all processes have counted in slots that begin at a time or later, in no order. */
export function listSlots(
  queryable: Queryable,
  since: Date,
): Promise<(ProcessSlot & { lane_id: string })[]> {
  return queryable.query(sql`
    select lane_id, slot, process_id, answered, failed, answered_at, latency_counts
    from lane_measures where slot >= ${since}`);
}

/** The breakers that are not closed in processes that have told so since a time, in no order. */
export function listBreakers(
  queryable: Queryable,
  seenSince: Date,
): Promise<(ProcessBreaker & { lane_id: string })[]> {
  return queryable.query(sql`
    select lane_id, process_id, since, retry_at, reason from lane_breakers where seen_at >= ${seenSince}`);
}
