import { sql } from "../sql.ts";
import type { Migration } from "./migration.ts";

/** What a quote locked is written once and read as a whole: as text it is stored in half the time, and takes its order along. */
export const quoteTextMigration: Migration = {
  name: "0017-quote-text",
  script: sql`
    alter table quotes
      alter column quote_lanes type json using quote_lanes::json,
      alter column plan type json using plan::json;
  `,
};
