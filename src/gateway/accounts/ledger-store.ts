import type { LedgerEntry } from "#contract/accounts.ts";
import { toMoney, type LedgerEntryId, type OrgId } from "#contract/primitives.ts";
import type { Queryable } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import { pageOfRows, type Page } from "../http/page-cursor.ts";

interface LedgerRow {
  sequence: bigint;
  id: LedgerEntryId;
  kind: LedgerEntry["kind"];
  balance_change_micros: bigint;
  reserved_change_micros: bigint;
  batch_id: string | null;
  note: string;
  created_at: Date;
}

/** An org's entries, newest first, in the order in which they were written. */
export async function listLedger(
  queryable: Queryable,
  orgId: OrgId,
  page: { limit: number; before: bigint | null },
): Promise<Page<LedgerEntry>> {
  const rows = await queryable.query<LedgerRow>(sql`
    select sequence, id, kind, balance_change_micros, reserved_change_micros, batch_id, note, created_at
    from ledger_entries
    where org_id = ${orgId} and (${page.before}::bigint is null or sequence < ${page.before})
    order by sequence desc
    limit ${page.limit + 1}`);
  return pageOfRows(rows, page.limit, ({ sequence }) => String(sequence), toLedgerEntry);
}

function toLedgerEntry(row: LedgerRow): LedgerEntry {
  return {
    id: row.id,
    kind: row.kind,
    balance_change: toMoney(row.balance_change_micros),
    reserved_change: toMoney(row.reserved_change_micros),
    batch_id: row.batch_id,
    note: row.note,
    created_at: row.created_at.toISOString(),
  };
}
