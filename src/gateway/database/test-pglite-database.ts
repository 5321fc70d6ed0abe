import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { DataFolderInUse, lockDataFolder } from "./data-folder-lock.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import type { Migration } from "./migrations/migration.ts";
import { openPglite, type PgliteDatabase } from "./pglite-database.ts";
import { templateKey } from "./template-key.ts";
import { borrowPglite } from "./test-pglite-pool.ts";

const cacheFolder = fileURLToPath(
  new URL("../../../node_modules/.cache/test-databases/", import.meta.url),
);

/**
 * An embedded database in memory with the whole schema and no rows, whatever engine the run is on; close it
 * afterwards. The migrated data folder is kept under `node_modules/.cache`, one for each set of migrations.
 */
export async function createTestPglite(
  schema: readonly Migration[] = migrations,
): Promise<PgliteDatabase> {
  const path = `${cacheFolder}${templateKey(schema)}.tar`;
  while (!existsSync(path)) await makeTemplate(path, schema);
  return schema === migrations
    ? await borrowPglite(path)
    : await openPglite({ dataDir: "memory", template: path });
}

/** Makes the template, or waits a moment while another test process makes it. */
async function makeTemplate(path: string, schema: readonly Migration[]): Promise<void> {
  mkdirSync(cacheFolder, { recursive: true });
  let lock;
  try {
    lock = lockDataFolder(path);
  } catch (error) {
    if (!(error instanceof DataFolderInUse)) throw error;
    await delay(50);
    return;
  }
  try {
    if (existsSync(path)) return;
    const database = await openPglite({ dataDir: "memory" });
    await migrate(database, schema);
    const draft = `${path}.draft`;
    writeFileSync(draft, await database.dump());
    await database.close();
    renameSync(draft, path);
  } finally {
    lock.release();
  }
}
