import type { Database } from "./database.ts";
import { migrations } from "./migrations/index.ts";
import type { Migration } from "./migrations/migration.ts";
import { emptyEveryTable } from "./test-empty-tables.ts";
import { refuseNesting } from "./test-nesting-guard.ts";
import { createTestPglite } from "./test-pglite-database.ts";
import { createTestPostgres } from "./test-postgres-database.ts";

/** What this run of the tests is on: `BATCHROUTER_TEST_ENGINE` says so. */
export const testEngine: Database["engine"] =
  process.env.BATCHROUTER_TEST_ENGINE === "postgres" ? "postgres" : "pglite";

/**
 * A database of the engine that this run is on, with the whole schema and no rows, for one test or one test file, which
 * refuses to be used inside of its own transactions; close it afterwards.
 */
export async function createTestDatabase(
  schema: readonly Migration[] = migrations,
): Promise<Database> {
  const create = testEngine === "postgres" ? createTestPostgres : createTestPglite;
  return refuseNesting(await create(schema));
}

/**
 * Removes every row and starts every sequence anew, in a fraction of the time that a new database takes:
 * one database for a test file, emptied before each test.
 */
export async function emptyTestDatabase(database: Database): Promise<void> {
  await database.transaction((tx) => tx.runScript(emptyEveryTable));
}
