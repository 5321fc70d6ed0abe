import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { DataFolderInUse, lockDataFolder } from "./data-folder-lock.ts";
import { checksumOf, migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import type { Migration } from "./migrations/migration.ts";
import { openPglite, type PgliteDatabase } from "./pglite-database.ts";
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
  const path = templatePath(schema);
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

/** Named after everything that the template is made of, so that it is never stale. */
function templatePath(schema: readonly Migration[]): string {
  const require = createRequire(import.meta.url);
  const enginePath = require.resolve("@electric-sql/pglite").replace(/index\.cjs$/, "pglite.wasm");
  const hash = createHash("sha256").update(readFileSync(enginePath));
  for (const migration of schema) hash.update(migration.name).update(checksumOf(migration));
  return `${cacheFolder}${hash.digest("hex").slice(0, 16)}.tar`;
}
