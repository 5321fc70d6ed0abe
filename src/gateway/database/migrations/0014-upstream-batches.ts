import { sql } from "../sql.ts";
import type { Migration } from "./migration.ts";

/** The books over what is handed to providers as whole batches: written before a provider is asked, so that it is asked once. */
export const upstreamBatchesMigration: Migration = {
  name: "0014-upstream-batches",
  script: sql`
    -- Passes over the unit that have ended, and the artifact that says how each item stands after the last of them.
    alter table batch_units add column rounds integer not null default 0;
    alter table batch_units add column round_name text;

    create table upstream_batches (
      -- What the provider is told that the batch is called.
      reference text primary key,
      batch_id text not null,
      unit integer not null,
      -- The pass that made it.
      round integer not null,
      lane_id text not null,
      model text not null,
      -- Lines of one group may stand in one batch; the lane says which those are.
      line_group text not null,
      items integer not null,
      bytes bigint not null,
      status text not null default 'waiting'
        check (status in ('waiting', 'handing_over', 'working', 'answered', 'refused', 'left')),
      upstream_id text,
      begun_at timestamptz,
      -- When it was last tried to hand it over, and when that succeeded.
      tried_at timestamptz,
      handed_over_at timestamptz,
      -- When the provider was asked to end it early.
      stopping_at timestamptz,
      settled_at timestamptz,
      next_look_at timestamptz not null,
      looks integer not null default 0,
      -- Requests in a row that failed.
      failures integer not null default 0,
      -- Items as the provider counts them.
      completed integer not null default 0,
      failed integer not null default 0,
      answers_name text,
      -- Why items that have no answer have none.
      ended_why text,
      is_forgotten boolean not null default false,
      failure_code text,
      failure_message text,
      foreign key (batch_id, unit) references batch_units (batch_id, unit) on delete cascade
    );
    create index upstream_batches_of_unit on upstream_batches (batch_id, unit);
    create index upstream_batches_known on upstream_batches (lane_id, upstream_id) where upstream_id is not null;
  `,
};
