import { sql } from "../sql.ts";
import type { Migration } from "./migration.ts";

/** What a claim that takes the groups in turns looks along: the groups that wait, each one's jobs in order, and ended leases. */
export const jobsByGroupMigration: Migration = {
  name: "0012-jobs-by-group",
  script: sql`
    -- What a job takes of a worker's memory, in bytes.
    alter table jobs add column weight bigint not null default 0;

    create index jobs_of_group on jobs (kind, coalesce(group_key, '-'), priority desc, run_at, id) where state = 'waiting';
    create index jobs_running on jobs (kind, leased_until) where state = 'running';
  `,
};
