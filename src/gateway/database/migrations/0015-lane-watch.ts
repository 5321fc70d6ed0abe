import { sql } from "../sql.ts";
import type { Migration } from "./migration.ts";

/** What the workers see of the lanes to providers, for every process to read. */
export const laneWatchMigration: Migration = {
  name: "0015-lane-watch",
  script: sql`
    -- Calls to a lane within five minutes, as one process counted them; an hour later they are deleted.
    create table lane_measures (
      lane_id text not null,
      slot timestamptz not null,
      process_id text not null,
      answered integer not null,
      failed integer not null,
      -- The latest answer; null where there was none.
      answered_at timestamptz,
      -- Answers by the time they took, four sizes to each doubling from a millisecond on.
      latency_counts integer[] not null,
      primary key (lane_id, slot, process_id)
    );

    -- Breakers that are not closed. A row that has not been seen for a while is of a process that is gone.
    create table lane_breakers (
      lane_id text not null,
      process_id text not null,
      since timestamptz not null,
      retry_at timestamptz not null,
      reason text not null,
      seen_at timestamptz not null,
      primary key (lane_id, process_id)
    );
  `,
};
