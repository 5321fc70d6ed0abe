import { sql } from "../sql.ts";
import type { Migration } from "./migration.ts";

/** Which key a batch was submitted with, and how much a key may spend. */
export const spendByKeyMigration: Migration = {
  name: "0009-spend-by-key",
  script: sql`
    -- Null for what a session submitted, and for what is older than this column.
    alter table batches add column api_key_id text;
    create index batches_of_api_key on batches (api_key_id) where api_key_id is not null;
    alter table api_keys add column spend_cap_micros bigint check (spend_cap_micros > 0);
  `,
};
