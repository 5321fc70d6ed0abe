import { sql } from "../sql.ts";
import type { Migration } from "./migration.ts";

/** What has been migrated, and the queue. */
export const jobsMigration: Migration = {
  name: "0001-jobs",
  script: sql`
    create table schema_migrations (
      name text primary key,
      checksum text not null,
      applied_at timestamptz not null default now()
    );

    -- One sequence for all jobs: a fence is never given twice, so a file named after one has one writer.
    create sequence job_fence as bigint;

    create table jobs (
      id bigint generated always as identity primary key,
      kind text not null,
      payload jsonb not null,
      job_key text,
      group_key text,
      priority integer not null,
      state text not null default 'waiting' check (state in ('waiting', 'running', 'dead')),
      run_at timestamptz not null,
      attempts integer not null default 0,
      max_attempts integer not null check (max_attempts > 0),
      fence bigint not null default 0,
      leased_until timestamptz,
      last_error text,
      created_at timestamptz not null,
      died_at timestamptz,
      check ((state = 'running') = (leased_until is not null)),
      check ((state = 'dead') = (died_at is not null))
    );

    -- A dead job does not stand in the way of a new attempt at the same thing.
    create unique index jobs_job_key on jobs (job_key) where state <> 'dead';

    -- The order in which jobs are claimed.
    create index jobs_claim_order on jobs (kind, priority desc, run_at, id) where state <> 'dead';
  `,
};
