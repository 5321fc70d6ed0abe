import type { OrgId } from "#contract/primitives.ts";
import type { Transaction } from "#gateway/database/database.ts";
import { sql } from "#gateway/database/sql.ts";
import { problem } from "#gateway/http/problem.ts";

/**
 * Throws `quota_exceeded` when the org has as many batches that have not ended as it may; 0 is no bound. Exact only under the
 * lock on the org's row that a reservation takes.
 */
export async function requireOpenBatchRoom(
  tx: Transaction,
  org_id: OrgId,
  mostOpen: number,
): Promise<void> {
  if (mostOpen === 0) return;
  const [row] = await tx.query<{ open: number }>(sql`
    select count(*)::integer as open from batches where org_id = ${org_id} and completed_at is null`);
  const open = row?.open ?? 0;
  if (open < mostOpen) return;
  throw problem(
    "quota_exceeded",
    `The org has ${open} batches that have not ended, of ${mostOpen} that it may have; nothing was submitted.`,
    {
      quota: "open_batches",
      limit: mostOpen,
      used: open,
      fix: "Wait until a batch has ended or cancel one, then submit again; the quote is not used.",
    },
  );
}
