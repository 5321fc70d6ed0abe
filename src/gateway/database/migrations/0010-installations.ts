import { sql } from "../sql.ts";
import type { Migration } from "./migration.ts";

/** What all processes on one database agree on. */
export const installationsMigration: Migration = {
  name: "0010-installations",
  script: sql`
    -- One row at most; a reset leaves it.
    create table installations (
      is_only boolean primary key default true check (is_only),
      -- Names the artifact by which a storage is known to be the one that belongs to this database.
      id text not null,
      -- Told to clients of a gateway of many processes; another one after each reset.
      instance_id text not null,
      -- Of the key that seals and signs; the key itself is never in here.
      key_fingerprint text not null
    );
  `,
};
