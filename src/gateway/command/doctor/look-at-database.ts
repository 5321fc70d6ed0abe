import { cp, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config } from "../../config.ts";
import { findLockOwner } from "../../database/data-folder-lock.ts";
import type { Database } from "../../database/database.ts";
import { openDatabase } from "../../database/open-database.ts";
import { openPglite } from "../../database/pglite-database.ts";

/** A database to look at, or why there is none to look at now. */
export type Look = { database: Database; end(): Promise<void> } | { skipped: string };

/**
 * The database itself where it is a server. Opening an embedded one changes its files, so that is a copy in a temporary
 * folder; one that is in use cannot be copied in one piece and is not looked at. Throws when it cannot be opened.
 */
export async function lookAtDatabase(config: Config): Promise<Look> {
  if (config.databaseUrl !== null) {
    const database = await openDatabase(config, {
      onWaiting: () => undefined,
      onCrash: () => undefined,
    });
    return { database, end: () => database.close() };
  }
  const folder = join(config.dataDirectory, "database");
  const stats = await stat(join(folder, "PG_VERSION")).catch(() => undefined);
  if (stats === undefined)
    return { skipped: "There is no database yet; the first start makes it." };
  if (isInUse(folder)) return { skipped: IN_USE };
  const copies = await mkdtemp(join(tmpdir(), "batchrouter-doctor-"));
  const remove = () => rm(copies, { recursive: true, force: true });
  try {
    const copy = join(copies, "database");
    await cp(folder, copy, { recursive: true });
    if (isInUse(folder)) {
      await remove();
      return { skipped: IN_USE };
    }
    const database = await openPglite({ dataDir: copy });
    return {
      database,
      async end() {
        await database.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

const IN_USE = "A gateway has it open; stop that first, or look at a restored backup.";

function isInUse(folder: string): boolean {
  return findLockOwner(folder)?.isRunning === true;
}
