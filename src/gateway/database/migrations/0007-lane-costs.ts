import { sql } from "../sql.ts";
import type { Migration } from "./migration.ts";

/** What a lane has cost a batch: the sum of what its items cost, which is rounded item by item and not once for all. */
export const laneCostsMigration: Migration = {
  name: "0007-lane-costs",
  script: sql`
    alter table batch_lanes add column cost_micros bigint not null default 0;
    update batch_lanes set cost_micros =
      ceil(input_tokens::numeric * input_micros_per_million / 1000000)::bigint
      + ceil(output_tokens::numeric * output_micros_per_million / 1000000)::bigint;
  `,
};
