import type { Database, Queryable } from "../../database/database.ts";
import { listPending } from "../../database/migrate.ts";
import { sql, type Sql } from "../../database/sql.ts";
import { type Finding, ok, wrong } from "./finding.ts";

const MOST_SKEW_MS = 1_000;

/** Runs a statement that PostgreSQL itself keeps from changing anything. */
export async function readOnly<Row extends object>(
  database: Database,
  statement: Sql,
): Promise<Row[]> {
  return await database.transaction(async (tx) => {
    await tx.query(sql`set transaction read only`);
    // What adds up years of entries may take longer than a request may.
    await tx.query(sql`set local statement_timeout = 0`);
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
