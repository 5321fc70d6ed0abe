import { sql } from "../sql.ts";
import type { Migration } from "./migration.ts";

/**
 * Batches and all that hangs on them. Prompts and answers are not here: they lie in storage as the bytes that came.
 * A million items are a thousand units.
 */
export const batchesMigration: Migration = {
  name: "0004-batches",
  script: sql`
    create table batches (
      id text primary key,
      org_id text not null,
      -- Set on the batch of one inside a workflow run.
      run_id text,
      quote_id text not null unique,
      input_file_id text not null,
      parent_batch_id text references batches (id),
      status text not null,
      -- How the batch is to end, where that is not "completed"; decided before it ends.
      ending text check (ending in ('failed', 'cancelled', 'expired')),
      error_code text,
      error_message text,
      item_count integer not null check (item_count > 0),
      completed integer not null default 0,
      failed integer not null default 0,
      cancelled integer not null default 0,
      routing_mode text not null,
      sla_tier text not null,
      privacy_tier text not null,
      allowed_regions jsonb not null,
      pricing_estimate jsonb not null,
      -- By operation and acceptable models: the lanes in the order in which items climb down them.
      ladders jsonb not null,
      fee_basis_points integer not null,
      quoted_micros bigint not null,
      reserved_micros bigint not null,
      -- Null until the bill is settled.
      charged_micros bigint,
      metadata jsonb not null,
      batch_seed text not null,
      -- How far the input has been cut into units.
      planned_items integer not null default 0,
      planned_bytes bigint not null default 0,
      planned_units integer not null default 0,
      is_planned boolean not null default false,
      -- Counts every change that a client can see.
      version bigint not null default 1,
      event_count integer not null default 0,
      progress_told_at timestamptz,
      output_name text,
      output_bytes bigint not null default 0,
      error_name text,
      error_bytes bigint not null default 0,
      created_at timestamptz not null,
      started_at timestamptz,
      completed_at timestamptz,
      sla_deadline timestamptz not null,
      check (completed + failed + cancelled <= item_count)
    );
    create index batches_of_org on batches (org_id, id desc);
    create index batches_open on batches (id) where completed_at is null;
    create index batches_of_file on batches (input_file_id);
    create index batches_of_parent on batches (parent_batch_id) where parent_batch_id is not null;

    -- What each lane has of a batch. An item counts on the lane it starts on and on each that it climbs to.
    create table batch_lanes (
      batch_id text not null references batches (id) on delete cascade,
      lane_id text not null,
      model text not null,
      provider text not null,
      display_name text not null,
      position integer not null,
      input_micros_per_million bigint not null,
      output_micros_per_million bigint not null,
      items integer not null default 0,
      completed integer not null default 0,
      failed integer not null default 0,
      climbed integer not null default 0,
      input_tokens bigint not null default 0,
      output_tokens bigint not null default 0,
      primary key (batch_id, lane_id, model)
    );

    -- Runs of consecutive items. The result files are whole files while the batch runs, and parts of the joined
    -- artifacts once it has ended.
    create table batch_units (
      batch_id text not null references batches (id) on delete cascade,
      unit integer not null,
      first_item integer not null,
      end_item integer not null,
      first_byte bigint not null,
      end_byte bigint not null,
      status text not null check (status in ('waiting', 'running', 'done', 'cancelled')),
      fence bigint not null default 0,
      runs integer not null default 0,
      output_name text,
      output_start bigint not null default 0,
      output_bytes bigint not null default 0,
      error_name text,
      error_start bigint not null default 0,
      error_bytes bigint not null default 0,
      primary key (batch_id, unit)
    );
    create index batch_units_open on batch_units (batch_id, status) where status in ('waiting', 'running');

    create table batch_events (
      batch_id text not null references batches (id) on delete cascade,
      sequence integer not null,
      at timestamptz not null,
      kind text not null,
      status text,
      lane_id text,
      message text not null,
      -- An event that is told again with new figures instead of being told a thousand times.
      fold_key text,
      figures jsonb,
      primary key (batch_id, sequence)
    );
    create unique index batch_events_folded on batch_events (batch_id, fold_key) where fold_key is not null;

    create table route_receipts (
      id text primary key,
      batch_id text not null references batches (id) on delete cascade,
      unit integer not null,
      -- Orders the receipts of one unit.
      place integer not null,
      first_item integer not null,
      end_item integer not null,
      rung integer not null,
      lane_id text not null,
      model text not null,
      items integer not null,
      completed integer not null,
      failed integer not null,
      retries integer not null,
      started_at timestamptz not null,
      ended_at timestamptz not null,
      outcome text not null,
      next_rung_reason text,
      unique (batch_id, unit, place)
    );
    create index route_receipts_of_lane on route_receipts (lane_id, ended_at desc);

    create table workflow_runs (
      id text primary key,
      org_id text not null,
      workflow text not null,
      model text not null,
      batch_id text not null unique references batches (id),
      quote_id text not null,
      created_at timestamptz not null
    );
    create index workflow_runs_of_org on workflow_runs (org_id, id desc);
  `,
};
