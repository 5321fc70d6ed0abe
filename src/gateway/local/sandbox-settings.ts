import { SandboxSettings } from "#contract/local.ts";
import type { Database, Queryable } from "../database/database.ts";
import { sql } from "../database/sql.ts";

/** Every lane as the catalog states it, at its own speed. */
export const DEFAULT_SANDBOX_SETTINGS: SandboxSettings = {
  scenario: "calm",
  seed: 1,
  speed: 1,
  failure_rates: {},
  deadline_seconds: null,
};

/** How the sandbox lanes behave: read at every call, changed by hand, kept over a restart. */
export interface SandboxSettingsStore {
  current(): SandboxSettings;
  /** Changes what is given and leaves the rest; holds at once, and after a restart. */
  change(changes: Partial<SandboxSettings>): Promise<SandboxSettings>;
  /** Reads again what the database holds, as after a reset. */
  reload(): Promise<void>;
}

/** The settings as the database holds them, or the defaults where it holds none yet. */
export async function createSandboxSettings(
  database: Database,
  defaults: SandboxSettings = DEFAULT_SANDBOX_SETTINGS,
): Promise<SandboxSettingsStore> {
  let current = (await readSettings(database)) ?? defaults;
  return {
    current: () => current,
    async change(changes) {
      current = await database.transaction(async (tx) => {
        // The row is there first, so that whoever changes it too waits for its lock and reads what was written here.
        await tx.query(sql`
          insert into sandbox_settings (settings) values (${sql.json(defaults)})
          on conflict (is_only) do nothing`);
        const known = (await readSettings(tx, sql`for update`)) ?? defaults;
        const changed = { ...known, ...changes };
        await tx.query(sql`update sandbox_settings set settings = ${sql.json(changed)}`);
        return changed;
      });
      return current;
    },
    async reload() {
      current = (await readSettings(database)) ?? defaults;
    },
  };
}

/** What an older version wrote and this one cannot read counts as not there: the defaults always work. */
async function readSettings(
  queryable: Queryable,
  lock = sql``,
): Promise<SandboxSettings | undefined> {
  const [row] = await queryable.query<{ settings: unknown }>(
    sql`select settings from sandbox_settings ${lock}`,
  );
  const parsed = SandboxSettings.safeParse(row?.settings);
  return parsed.success ? parsed.data : undefined;
}
