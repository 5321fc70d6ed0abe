import { sql } from "../sql.ts";
import type { Migration } from "./migration.ts";

/** Where events go, each event with its delivery and attempts; and the local aids that receive them and steer the sandbox. */
export const webhooksMigration: Migration = {
  name: "0005-webhooks",
  script: sql`
    -- A batch's own webhook, or, without a batch, the default one of its org.
    create table webhooks (
      id bigint generated always as identity primary key,
      org_id text not null,
      batch_id text unique,
      run_id text,
      url text not null,
      events text[] not null,
      sealed_secret text not null,
      -- While a rotation is under way, the secret before signs too.
      previous_sealed_secret text,
      previous_valid_until timestamptz,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      removed_at timestamptz,
      check ((previous_sealed_secret is null) = (previous_valid_until is null))
    );
    create unique index webhooks_default_of_org on webhooks (org_id) where batch_id is null;

    -- An event goes to one webhook, so event and delivery are one row.
    create table webhook_deliveries (
      id text primary key,
      event_id text not null unique,
      org_id text not null,
      webhook_id bigint not null references webhooks (id) on delete cascade,
      type text not null,
      batch_id text,
      run_id text,
      -- The exact text that is signed and sent.
      body text not null,
      status text not null default 'pending' check (status in ('pending', 'delivered', 'failed', 'gone')),
      -- Counts the redeliveries; a job of a round that is over has nothing more to say.
      round integer not null default 1,
      round_attempts integer not null default 0,
      attempt_count integer not null default 0,
      next_attempt_at timestamptz,
      created_at timestamptz not null,
      ended_at timestamptz,
      check ((status = 'pending') = (next_attempt_at is not null)),
      check ((status = 'pending') = (ended_at is null))
    );
    create index webhook_deliveries_of_org on webhook_deliveries (org_id, id desc);
    create index webhook_deliveries_of_batch on webhook_deliveries (batch_id) where batch_id is not null;
    create index webhook_deliveries_failed on webhook_deliveries (org_id, ended_at) where status = 'failed';

    create table webhook_attempts (
      delivery_id text not null references webhook_deliveries (id) on delete cascade,
      number integer not null,
      at timestamptz not null,
      duration_ms integer not null,
      status_code integer,
      response_body text,
      error_code text,
      error_message text,
      primary key (delivery_id, number)
    );

    create table webhook_inboxes (
      id text primary key,
      answer jsonb not null,
      -- Counts every change that a reader can see.
      version bigint not null default 1,
      created_at timestamptz not null
    );

    create table webhook_inbox_receipts (
      id bigint generated always as identity primary key,
      inbox_id text not null references webhook_inboxes (id) on delete cascade,
      received_at timestamptz not null,
      method text not null,
      headers jsonb not null,
      body bytea not null
    );
    create index webhook_inbox_receipts_of_inbox on webhook_inbox_receipts (inbox_id, id desc);

    -- One row at most.
    create table sandbox_settings (
      is_only boolean primary key default true check (is_only),
      settings jsonb not null
    );
  `,
};
