import type { OrgId } from "#contract/primitives.ts";
import type { Transaction } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import { problem } from "../http/problem.ts";

/**
 * Throws `quota_exceeded` when the org's input files come to more than they may, the one that was just written included; 0
 * is no bound. Files that are kept at the same moment do not see each other.
 */
export async function requireStoredBytesRoom(
  tx: Transaction,
  org_id: OrgId,
  mostBytes: number,
): Promise<void> {
  if (mostBytes === 0) return;
  const [row] = await tx.query<{ bytes: bigint }>(sql`
    select coalesce(sum(bytes), 0)::bigint as bytes from files where org_id = ${org_id}`);
  const bytes = Number(row?.bytes ?? 0n);
  if (bytes <= mostBytes) return;
  throw problem(
    "quota_exceeded",
    `With this file the org's files would come to ${bytes} bytes, of ${mostBytes} that they may; it was not kept.`,
    {
      quota: "stored_bytes",
      limit: mostBytes,
      used: bytes,
      fix: "Delete files that no running batch reads by DELETE /v1/files/{id}, then send this one again.",
    },
  );
}
