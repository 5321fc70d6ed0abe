import { sql } from "../sql.ts";
import type { Migration } from "./migration.ts";

/** What OpenAI's Batch API says of a batch and this gateway did not keep: the endpoint that its lines are for. */
export const openaiSurfaceMigration: Migration = {
  name: "0013-openai-surface",
  script: sql`
    -- The endpoints that the lines are for, each with its first line; null for files of before.
    alter table files add column urls jsonb;

    -- The one endpoint of all lines; null where they are for several, and for batches of before.
    alter table batches add column endpoint text;
  `,
};
