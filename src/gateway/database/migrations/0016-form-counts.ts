import { sql } from "../sql.ts";
import type { Migration } from "./migration.ts";

/** What lanes to providers cannot be asked for of a file, so that it is counted once and not at every quote. */
export const formCountsMigration: Migration = {
  name: "0016-form-counts",
  script: sql`
    -- By group, each form into which lanes would have to change its items, with how many cannot be; null where nobody has counted.
    alter table files add column form_counts jsonb;
  `,
};
