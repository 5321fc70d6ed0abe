import { createHash } from "node:crypto";

import type { Database, Queryable } from "./database.ts";
import { migrations } from "./migrations/index.ts";
import type { Migration } from "./migrations/migration.ts";
import { sql } from "./sql.ts";

/**
 * Every process that migrates waits for the one before it, however long that takes. The number is any that
 * nobody else uses.
 */
const takeTurn = sql`
  set local statement_timeout = 0;
  select pg_advisory_xact_lock(7305221046913)
`;

/** The database is not one that this version can bring up to date; the message says what to do. */
export class MigrationRefused extends Error {
  override readonly name = "MigrationRefused";
}

interface AppliedMigration {
  name: string;
  checksum: string;
}

/**
 * Brings the schema up to date and returns the names of the migrations it ran, all of them or none. Safe
 * when several processes start at once. Throws when the database was made by a later version of this
 * program, or by an edited migration.
 */
export async function migrate(
  database: Database,
  wanted: readonly Migration[] = migrations,
): Promise<string[]> {
  return await database.transaction(async (tx) => {
    await tx.runScript(takeTurn);
    const applied = await listApplied(tx);
    assertContinues(applied, wanted);
    const pending = wanted.slice(applied.length);
    for (const migration of pending) {
      await tx.runScript(migration.script);
      await tx.query(sql`
        insert into schema_migrations (name, checksum)
        values (${migration.name}, ${checksumOf(migration)})
      `);
    }
    return pending.map((migration) => migration.name);
  });
}

/** The names of the migrations that have not run yet; changes nothing. Throws `MigrationRefused` as `migrate` does. */
export async function listPending(
  queryable: Queryable,
  wanted: readonly Migration[] = migrations,
): Promise<string[]> {
  const applied = await listApplied(queryable);
  assertContinues(applied, wanted);
  return wanted.slice(applied.length).map(({ name }) => name);
}

/** The migrations that have run, in the order of their names, which is the order in which they ran. */
export async function listApplied(queryable: Queryable): Promise<AppliedMigration[]> {
  const [table] = await queryable.query<{ exists: boolean }>(
    sql`select to_regclass('schema_migrations') is not null as exists`,
  );
  // The first migration makes the table that remembers it.
  if (!table?.exists) return [];
  return await queryable.query(
    sql`select name, checksum from schema_migrations order by name collate "C"`,
  );
}

function assertContinues(applied: readonly AppliedMigration[], wanted: readonly Migration[]): void {
  applied.forEach(({ name, checksum }, index) => {
    const migration = wanted[index];
    if (migration?.name !== name) {
      throw new MigrationRefused(
        `The database holds the migration ${name}, which this version does not know in that place; start the version that made it, or use another data folder.`,
      );
    }
    if (checksumOf(migration) !== checksum) {
      throw new MigrationRefused(
        `The migration ${name} was edited after it ran on this database; add a new migration instead.`,
      );
    }
  });
}

/** Of the words alone: new line breaks or indentation are no change. */
export function checksumOf({ script }: Migration): string {
  return createHash("sha256").update(script.text.replaceAll(/\s+/g, " ").trim()).digest("hex");
}
