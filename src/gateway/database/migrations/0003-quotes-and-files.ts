import { sql } from "../sql.ts";
import type { Migration } from "./migration.ts";

/** Quotes with what they locked, and uploaded files with where their lines lie. */
export const quotesAndFilesMigration: Migration = {
  name: "0003-quotes-and-files",
  script: sql`
    create table files (
      id text primary key,
      org_id text not null,
      filename text not null,
      -- The bytes, as they came, lie in storage under this key.
      storage_key text not null unique,
      bytes bigint not null check (bytes > 0),
      sha256 text not null,
      -- Every line is an item: a file with a bad line is never kept.
      line_count integer not null check (line_count > 0),
      format text not null check (format in ('native', 'openai_batch')),
      groups jsonb not null,
      -- Apart from the rest, because only readers of the lines want it: the offset of every n-th line.
      index_every integer not null check (index_every > 0),
      index_offsets bigint[] not null,
      created_at timestamptz not null
    );
    create index files_of_org on files (org_id, id desc);

    create table quotes (
      id text primary key,
      org_id text not null,
      kind text not null check (kind in ('model', 'workflow')),
      routing_mode text not null,
      sla_tier text not null,
      privacy_tier text not null,
      allowed_regions jsonb not null,
      item_count integer not null check (item_count > 0),
      models jsonb not null,
      input_file_id text,
      -- The ceiling.
      total_micros bigint not null check (total_micros >= 0),
      pricing_estimate jsonb not null,
      model_lines jsonb not null,
      quote_lanes jsonb not null,
      -- Locked rates and rankings: what a batch is priced and routed by.
      plan jsonb not null,
      -- The batch that used it up; a quote is used once.
      batch_id text,
      used_at timestamptz,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      check ((batch_id is null) = (used_at is null))
    );
    create index quotes_of_org on quotes (org_id, id desc);
  `,
};
