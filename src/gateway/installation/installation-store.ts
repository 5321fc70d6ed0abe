import type { Queryable } from "../database/database.ts";
import { sql } from "../database/sql.ts";

/** What all processes on one database agree on. */
export interface InstallationRow {
  /** Stays the same for ever. */
  id: string;
  /** Changes with each reset. */
  instance_id: string;
  key_fingerprint: string;
}

/** Keeps the first process's row; false when there is one. Others that try meanwhile wait for the transaction's end. */
export async function insertInstallation(
  tx: Queryable,
  { id, instance_id, key_fingerprint }: InstallationRow,
): Promise<boolean> {
  const inserted = await tx.query(sql`
    insert into installations (id, instance_id, key_fingerprint)
    values (${id}, ${instance_id}, ${key_fingerprint})
    on conflict (is_only) do nothing returning id`);
  return inserted.length > 0;
}

/** The row, or undefined before the first process has started. */
export async function findInstallation(queryable: Queryable): Promise<InstallationRow | undefined> {
  const [row] = await queryable.query<InstallationRow>(
    sql`select id, instance_id, key_fingerprint from installations`,
  );
  return row;
}

/** Has clients told of another instance from now on. */
export async function updateInstanceId(queryable: Queryable, instance_id: string): Promise<void> {
  await queryable.query(sql`update installations set instance_id = ${instance_id}`);
}
