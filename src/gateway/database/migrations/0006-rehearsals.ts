import { sql } from "../sql.ts";
import type { Migration } from "./migration.ts";

/** The rehearsal that is on, so that it goes on after a restart. */
export const rehearsalsMigration: Migration = {
  name: "0006-rehearsals",
  script: sql`
    -- One row at most.
    create table rehearsals (
      is_only boolean primary key default true check (is_only),
      scenario text not null,
      seed integer not null,
      pace double precision not null,
      is_paused boolean not null,
      -- Counts the processes that it has run in.
      epoch integer not null,
      -- Its clock has shown no later moment.
      reserved_until timestamptz not null
    );
  `,
};
