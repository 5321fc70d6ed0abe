import type { Database } from "../../database/database.ts";
import { sql } from "../../database/sql.ts";
import { readOnly } from "./database-checks.ts";
import { counted, type Finding, ok, wrong } from "./finding.ts";

/** Rows a check names at most. */
const MOST = 1_000;

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
    ...(orgs.length === 0 ? [] : [counted(orgs, "org", "orgs")]),
    ...(batches.length === 0 ? [] : [counted(batches, "batch", "batches")]),
  ];
  const fix = "Something else than the gateway has written here; bring back a backup.";
  return wrong("ledger", `Entries do not add up for ${parts.join("; ")}.`, fix);
}
