import { BOOKS_AUDIT } from "#test-servers/books-audit.ts";
import type { Queryable } from "../database/database.ts";
import { sql } from "../database/sql.ts";

/** What is wrong with the books of the whole database at one moment, a sentence each. */
export async function findDeviations(queryable: Queryable): Promise<string[]> {
  const rows = await queryable.query<{ deviation: string }>(sql`${sql.raw(BOOKS_AUDIT)}`);
  return rows.map(({ deviation }) => deviation);
}
