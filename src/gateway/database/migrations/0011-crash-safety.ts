import { sql } from "../sql.ts";
import type { Migration } from "./migration.ts";

/** What crashes do to jobs is counted apart from what jobs do; and bytes in storage have an owner before they are there. */
export const crashSafetyMigration: Migration = {
  name: "0011-crash-safety",
  script: sql`
    -- Runs in a row that never came to an end: their worker died, stalled, or lost the database.
    alter table jobs add column losses integer not null default 0;

    -- Artifacts that no row names: noted before their bytes are written, or as their row is deleted. Who names one in a
    -- row takes its note away in the same transaction; what keeps its note for a day is deleted.
    create table unowned_artifacts (
      storage_key text primary key,
      noted_at timestamptz not null
    );
    create index unowned_artifacts_by_age on unowned_artifacts (noted_at);

    -- For whoever looks for deliveries that no job sends.
    create index webhook_deliveries_pending on webhook_deliveries (id) where status = 'pending';
  `,
};
