import type { Database } from "../../database/database.ts";
import { sql, type Sql } from "../../database/sql.ts";
import { readOnly } from "./database-checks.ts";
import { counted, type Finding, ok, wrong } from "./finding.ts";

/** Rows a check names at most. */
const MOST = 1_000;

/** Whether every batch that has not ended has the job that moves it on. */
export async function checkOpenBatches(database: Database): Promise<Finding> {
  const batches = await readOnly<{ id: string }>(
    database,
    sql`
      select batch.id from batches as batch
      where batch.completed_at is null and case
        when batch.status = 'completing' then ${hasNoJob(sql`'finish_batch:' || batch.id`)}
        when not batch.is_planned then ${hasNoJob(sql`'plan_batch:' || batch.id`)}
        else not exists (
          select from batch_units as unit where unit.batch_id = batch.id and unit.status in ('waiting', 'running')
        ) or exists (
          select from batch_units as unit where unit.batch_id = batch.id and unit.status in ('waiting', 'running')
            and ${hasNoJob(sql`'run_unit:' || batch.id || ':' || unit.unit`)}
        ) end
      order by batch.id limit ${MOST}`,
  );
  if (batches.length === 0)
    return ok("open_batches", "Every batch that has not ended has the job that moves it on.");
  return wrong(
    "open_batches",
    `No job moves on ${counted(batches, "batch", "batches")}.`,
    "Cancel them, and submit them anew.",
  );
}

/** Whether every pending webhook delivery has the job that makes it. */
export async function checkDeliveries(database: Database): Promise<Finding> {
  const deliveries = await readOnly<{ id: string }>(
    database,
    sql`
      select delivery.id from webhook_deliveries as delivery
      where delivery.status = 'pending'
        and ${hasNoJob(sql`'deliver_webhook:' || delivery.id || ':' || delivery.round`)}
      order by delivery.id limit ${MOST}`,
  );
  if (deliveries.length === 0)
    return ok("deliveries", "Every pending webhook delivery has its job.");
  return wrong(
    "deliveries",
    `No job makes ${counted(deliveries, "delivery", "deliveries")}.`,
    "Send them again by POST /v1/webhook-deliveries/{id}/redeliver.",
  );
}

function hasNoJob(key: Sql): Sql {
  return sql`not exists (select from jobs where job_key = ${key} and state <> 'dead')`;
}

/** Whether a job has failed for good. */
export async function checkDeadJobs(database: Database): Promise<Finding> {
  const dead = await readOnly<{ kind: string; count: number; last_error: string | null }>(
    database,
    sql`
      select kind, count(*)::integer as count, min(last_error) as last_error
      from jobs where state = 'dead' group by kind order by kind`,
  );
  if (dead.length === 0) return ok("dead_jobs", "No job has failed for good.");
  const told = dead.map(({ kind, count, last_error }) => `${count} of ${kind} (${last_error})`);
  const fix =
    "Look for the cause in the log; what waited for them has been ended. They are removed after 30 days.";
  return wrong("dead_jobs", `Failed for good: ${told.join(", ")}.`, fix);
}

/** Whether the units of every batch cover its items, and its counts are the sum of what its units did. */
export async function checkUnits(database: Database): Promise<Finding> {
  const batches = await readOnly<{ id: string }>(
    database,
    sql`
      select batch.id from batches as batch
      left join lateral (
        select count(*) as units, coalesce(sum(end_item - first_item), 0) as cut,
          coalesce(sum(end_item - first_item) filter (where status = 'done'), 0) as done,
          count(*) filter (where status in ('waiting', 'running')) as open
        from batch_units where batch_id = batch.id
      ) as unit on true
      where unit.units <> batch.planned_units or unit.cut <> batch.planned_items
        or (batch.is_planned and batch.planned_items <> batch.item_count)
        or case when batch.completed_at is null
          then batch.completed + batch.failed + batch.cancelled <> unit.done
          else batch.completed + batch.failed + batch.cancelled <> batch.item_count or unit.open > 0 end
      order by batch.id limit ${MOST}`,
  );
  if (batches.length === 0) return ok("units", "Every batch's counts are what its units did.");
  const named = counted(batches, "batch", "batches");
  const fix = "Something else than the gateway has written here; bring back a backup.";
  return wrong("units", `Units and counts disagree for ${named}.`, fix);
}
