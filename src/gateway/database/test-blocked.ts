import { vi } from "vitest";

import type { Database } from "./database.ts";
import { sql } from "./sql.ts";

/**
 * Waits until somebody waits for a lock that an open transaction of the test holds. On the embedded engine whoever comes
 * waits for the whole transaction, and there is nothing to look for.
 */
export async function untilBlocked(database: Database): Promise<void> {
  if (database.engine === "pglite") return;
  await vi.waitUntil(async () => {
    const waiting = await database.query(sql`
      select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
    return waiting.length > 0;
  });
}
