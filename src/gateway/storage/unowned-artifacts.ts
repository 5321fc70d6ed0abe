import type { Database, Queryable, Transaction } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import type { ArtifactStorage } from "./storage.ts";

interface UnownedDependencies {
  database: Database;
  storage: ArtifactStorage;
}

/**
 * Notes artifacts that no row names: before their bytes are written, or in the transaction in which their row goes. From
 * then on they have an owner: whoever names them in a row, or the sweep.
 */
export async function noteUnowned(
  queryable: Queryable,
  keys: readonly string[],
  now: Date,
): Promise<void> {
  await queryable.query(sql`
    insert into unowned_artifacts (storage_key, noted_at) select key, ${now} from unnest(${keys}::text[]) as key
    on conflict (storage_key) do update set noted_at = excluded.noted_at`);
}

/**
 * Takes the notes away in the transaction whose row names the artifacts. Throws where a note is gone: then the sweep has
 * taken the bytes.
 */
export async function ownArtifacts(tx: Transaction, keys: readonly string[]): Promise<void> {
  const owned = await tx.query(
    sql`delete from unowned_artifacts where storage_key = any(${keys}::text[]) returning 1 as one`,
  );
  if (owned.length !== keys.length)
    throw new Error(`Of ${keys.join(", ")} only ${owned.length} are left to be named by a row.`);
}

/**
 * Deletes the bytes of those artifacts that no row names. Waits for a transaction that is about to name one, also when
 * its commit got no answer, so it never takes what somebody owns; never throws: what it cannot delete is the sweep's.
 */
export async function deleteUnowned(
  { database, storage }: UnownedDependencies,
  keys: readonly string[],
): Promise<void> {
  try {
    const unowned = await database.query<{ storage_key: string }>(sql`
      update unowned_artifacts set noted_at = noted_at where storage_key = any(${keys}::text[]) returning storage_key`);
    for (const { storage_key } of unowned) await storage.delete(storage_key);
    const deleted = unowned.map(({ storage_key }) => storage_key);
    await database.query(
      sql`delete from unowned_artifacts where storage_key = any(${deleted}::text[])`,
    );
  } catch {
    // The notes are still there, and with them whatever bytes are.
  }
}

const AT_A_TIME = 500;

/** Deletes what was noted before a time and is owned by nobody still; the rest of a great many at the next sweep. */
export async function sweepUnowned(
  dependencies: UnownedDependencies,
  notedBefore: Date,
): Promise<void> {
  const old = await dependencies.database.query<{ storage_key: string }>(sql`
    select storage_key from unowned_artifacts where noted_at < ${notedBefore} order by noted_at limit ${AT_A_TIME}`);
  const keys = old.map(({ storage_key }) => storage_key);
  if (keys.length > 0) await deleteUnowned(dependencies, keys);
}
