import type { Database, Queryable } from "../../database/database.ts";
import { listPending } from "../../database/migrate.ts";
import { sql, type Sql } from "../../database/sql.ts";
import { counted, type Finding, ok, wrong } from "./finding.ts";

const MOST_SKEW_MS = 1_000;
/** Rows a check names at most. */
const MOST = 1_000;

/** Runs a statement that PostgreSQL itself keeps from changing anything. */
export async function readOnly<Row extends object>(
  database: Database,
  statement: Sql,
): Promise<Row[]> {
  return await database.transaction(async (tx) => {
    await tx.query(sql`set transaction read only`);
    return await tx.query<Row>(statement);
  });
}

/** Whether the schema is this version's. */
export async function checkMigrations(queryable: Queryable): Promise<Finding> {
  try {
    const pending = await listPending(queryable);
    if (pending.length === 0) return ok("migrations", "The schema is this version's.");
    const fix = "Run migrate, or start the gateway, which does it too.";
    return wrong("migrations", `Not run yet: ${pending.join(", ")}.`, fix);
  } catch (error) {
    const fix = "Use the version that made this database, or a later one.";
    return wrong("migrations", error instanceof Error ? error.message : String(error), fix);
  }
}

/** Whether the clocks of this machine and of the database agree. */
export async function checkClock(database: Database, now = Date.now): Promise<Finding> {
  const askedAt = now();
  const [row] = await readOnly<{ now: Date }>(database, sql`select clock_timestamp() as now`);
  const between = (askedAt + now()) / 2;
  const skewMs = Math.round(Math.abs((row?.now.getTime() ?? 0) - between));
  return skewMs <= MOST_SKEW_MS
    ? ok("clock", `The database's clock is within ${skewMs} ms of this one.`)
    : wrong(
        "clock",
        `The database's clock is ${skewMs} ms off this one.`,
        "Have both machines keep time by NTP.",
      );
}

/** Whether every org's entries add up to its balance and reservations, and every batch's to what it holds or was charged. */
export async function checkLedger(database: Database): Promise<Finding> {
  const orgs = await readOnly<{ id: string }>(
    database,
    sql`
      select org.id from orgs as org
      left join lateral (
        select coalesce(sum(balance_change_micros), 0) as balance, coalesce(sum(reserved_change_micros), 0) as reserved
        from ledger_entries where org_id = org.id
      ) as entry on true
      where org.balance_micros < 0 or org.reserved_micros < 0
        or org.balance_micros <> entry.balance or org.reserved_micros <> entry.reserved
      order by org.id limit ${MOST}`,
  );
  const batches = await readOnly<{ id: string }>(
    database,
    sql`
      select batch.id from batches as batch
      left join lateral (
        select coalesce(sum(reserved_change_micros), 0) as reserved,
          coalesce(sum(-reserved_change_micros) filter (where kind = 'settle'), 0) as charged
        from ledger_entries where batch_id = batch.id
      ) as entry on true
      where case when batch.completed_at is null then entry.reserved <> batch.reserved_micros
        else entry.reserved <> 0 or entry.charged <> coalesce(batch.charged_micros, 0) end
      order by batch.id limit ${MOST}`,
  );
  if (orgs.length + batches.length === 0)
    return ok("ledger", "Every org's and every batch's entries add up.");
  const parts = [
    ...(orgs.length === 0
      ? []
      : [
          counted(
            orgs.map(({ id }) => id),
            "org",
            "orgs",
          ),
        ]),
    ...(batches.length === 0
      ? []
      : [
          counted(
            batches.map(({ id }) => id),
            "batch",
            "batches",
          ),
        ]),
  ];
  const fix = "Something else than the gateway has written here; bring back a backup.";
  return wrong("ledger", `Entries do not add up for ${parts.join("; ")}.`, fix);
}

/** Whether the job that moves it on is there for every batch that has not ended, and for every delivery that is pending. */
export async function checkMoving(database: Database): Promise<Finding[]> {
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
  const deliveries = await readOnly<{ id: string }>(
    database,
    sql`
      select delivery.id from webhook_deliveries as delivery
      where delivery.status = 'pending'
        and ${hasNoJob(sql`'deliver_webhook:' || delivery.id || ':' || delivery.round`)}
      order by delivery.id limit ${MOST}`,
  );
  return [
    batches.length === 0
      ? ok("open_batches", "Every batch that has not ended has the job that moves it on.")
      : wrong(
          "open_batches",
          `No job moves on ${counted(
            batches.map(({ id }) => id),
            "batch",
            "batches",
          )}.`,
          "Cancel them, and submit them anew.",
        ),
    deliveries.length === 0
      ? ok("deliveries", "Every pending webhook delivery has its job.")
      : wrong(
          "deliveries",
          `No job makes ${counted(
            deliveries.map(({ id }) => id),
            "delivery",
            "deliveries",
          )}.`,
          "Send them again by POST /v1/webhook-deliveries/{id}/redeliver.",
        ),
  ];
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
  const named = counted(
    batches.map(({ id }) => id),
    "batch",
    "batches",
  );
  const fix = "Something else than the gateway has written here; bring back a backup.";
  return wrong("units", `Units and counts disagree for ${named}.`, fix);
}
