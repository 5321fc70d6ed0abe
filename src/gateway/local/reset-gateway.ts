import type { Database } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import type { ArtifactStorage } from "../storage/storage.ts";

/** The roots under which artifacts are kept. */
const ARTIFACT_ROOTS = ["files", "batches"];

/**
 * Empties every table but the list of migrations and what the processes agree on, all at once, then the storage. A job that is running meanwhile has lost
 * its lease and can write nothing more. Numbers of rows go on, so that nothing made before is taken for something made
 * after, unless they are to begin anew, as those of a rehearsal must; fences go on always. `onEmptied` is called between the two, which
 * takes as long as there are files.
 */
export async function resetGateway(
  database: Database,
  storage: ArtifactStorage,
  numbers: "go on" | "begin anew",
  onEmptied: () => Promise<void> = async () => {},
): Promise<void> {
  const identity = numbers === "go on" ? sql`continue` : sql`restart`;
  await database.transaction((tx) =>
    tx.runScript(sql`
      do $$
      declare names text;
      begin
        select string_agg(quote_ident(tablename), ', ') into names
        from pg_tables
        where schemaname = current_schema()
          and tablename not in ('schema_migrations', 'installations');
        execute 'truncate ' || names || ' ${identity} identity cascade';
      end $$`),
  );
  await onEmptied();
  for (const root of ARTIFACT_ROOTS) await storage.deletePrefix(root);
}
