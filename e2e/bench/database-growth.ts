import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";

/** What a table holds. */
export interface TableSize {
  table: string;
  rows: number;
  /** With its indexes. */
  bytes: number;
}

/** The tables of the embedded database of a stopped gateway, the largest first. */
export async function embeddedTables(dataFolder: string): Promise<TableSize[]> {
  const database = await PGlite.create(`file://${join(dataFolder, "database")}`);
  try {
    const { rows } = await database.query<{ table: string; bytes: number }>(
      `select relname as table, pg_total_relation_size(relid)::float8 as bytes
       from pg_stat_user_tables order by bytes desc, relname`,
    );
    const sizes: TableSize[] = [];
    for (const { table, bytes } of rows) {
      const counted = await database.query<{ rows: number }>(
        `select count(*)::integer as rows from "${table}"`,
      );
      sizes.push({ table, bytes, rows: counted.rows[0]?.rows ?? 0 });
    }
    return sizes;
  } finally {
    await database.close();
  }
}
