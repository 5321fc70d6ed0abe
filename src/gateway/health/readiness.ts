import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "../database/database.ts";
import { migrations } from "../database/migrations/index.ts";
import { sql } from "../database/sql.ts";

/** How long the database is waited for, and how long its answer is good, in milliseconds. */
const PROBE_MS = 1_000;

/** Whether requests should be sent to this process. */
export interface Readiness {
  /** Why not, as a sentence; null when they should. Answers within a second, whatever the database does. */
  reasonAgainst(): Promise<string | null>;
}

export interface ReadinessOptions {
  database: Database;
  isDraining: () => boolean;
  /** A test is less patient. */
  probeMs?: number;
}

const DRAINING = "The process is shutting down.";
const SILENT = "The database does not answer.";
const NOT_MIGRATED = "The database lacks migrations of this version.";

/**
 * Asks the database at most once a second, and never again while an earlier question is unanswered: probes do not pile up
 * behind a database that is away.
 */
export function createReadiness({
  database,
  isDraining,
  probeMs = PROBE_MS,
}: ReadinessOptions): Readiness {
  let probing: Promise<string | null> | undefined;
  let waiting: Promise<string | null> | undefined;
  let known: { reason: string | null; until: number } | undefined;

  async function waitForAnswer(): Promise<string | null> {
    probing ??= probe(database).finally(() => (probing = undefined));
    const timer = new AbortController();
    const silence = delay(probeMs, SILENT, { signal: timer.signal }).catch(() => SILENT);
    const reason = await Promise.race([probing, silence]);
    timer.abort();
    known = { reason, until: performance.now() + probeMs };
    return reason;
  }

  return {
    async reasonAgainst() {
      if (isDraining()) return DRAINING;
      if (known !== undefined && performance.now() < known.until) return known.reason;
      waiting ??= waitForAnswer().finally(() => (waiting = undefined));
      return waiting;
    },
  };
}

/** Never rejects. */
async function probe(database: Database): Promise<string | null> {
  try {
    const newest = migrations.at(-1)?.name ?? "";
    const rows = await database.query(
      sql`select 1 as one from schema_migrations where name = ${newest}`,
    );
    return rows.length > 0 ? null : NOT_MIGRATED;
  } catch {
    return SILENT;
  }
}
