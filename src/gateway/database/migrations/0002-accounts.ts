import { sql } from "../sql.ts";
import type { Migration } from "./migration.ts";

/** Orgs, people, sessions, keys, mails, the ledger, and the records of idempotent requests. */
export const accountsMigration: Migration = {
  name: "0002-accounts",
  script: sql`
    create table orgs (
      id text primary key,
      agent_name text not null,
      balance_micros bigint not null default 0 constraint orgs_balance_not_negative check (balance_micros >= 0),
      reserved_micros bigint not null default 0 constraint orgs_reserved_not_negative check (reserved_micros >= 0),
      created_at timestamptz not null
    );

    create table users (
      id text primary key,
      org_id text not null references orgs (id),
      email text not null,
      -- The address in lower case: one account an address, however it is typed.
      email_key text not null constraint users_email_key unique,
      password_hash text not null,
      email_verified_at timestamptz not null,
      created_at timestamptz not null
    );

    -- Who has registered and not verified yet. Each mail opens the registration that it was sent for, so that a stranger
    -- who registers the same address again cannot put his password behind the owner's link.
    create table registrations (
      id bigint generated always as identity primary key,
      email text not null,
      email_key text not null,
      agent_name text not null,
      password_hash text not null,
      created_at timestamptz not null,
      expires_at timestamptz not null
    );
    create index registrations_by_email on registrations (email_key, id);

    create table email_tokens (
      token_hash text primary key,
      purpose text not null check (purpose in ('verify_email', 'reset_password')),
      registration_id bigint references registrations (id) on delete cascade,
      user_id text references users (id) on delete cascade,
      expires_at timestamptz not null,
      used_at timestamptz,
      check ((registration_id is null) <> (user_id is null))
    );
    create index email_tokens_by_registration on email_tokens (registration_id);
    create index email_tokens_by_user on email_tokens (user_id);

    create table sessions (
      token_hash text primary key,
      user_id text not null references users (id) on delete cascade,
      created_at timestamptz not null,
      expires_at timestamptz not null
    );
    create index sessions_by_user on sessions (user_id);

    create table api_keys (
      id text primary key,
      org_id text not null references orgs (id),
      user_id text not null references users (id),
      label text not null,
      prefix text not null,
      last_four text not null,
      permissions text[] not null,
      created_at timestamptz not null,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz
    );
    create index api_keys_by_org on api_keys (org_id, id desc);

    -- A key has one secret for good, and while it is being rotated older ones with an end.
    create table api_key_secrets (
      secret_hash text primary key,
      api_key_id text not null references api_keys (id) on delete cascade,
      valid_until timestamptz
    );
    create index api_key_secrets_by_key on api_key_secrets (api_key_id);

    create table ledger_entries (
      sequence bigint generated always as identity primary key,
      id text not null unique,
      org_id text not null references orgs (id),
      kind text not null check (kind in ('grant', 'reserve', 'settle', 'release')),
      balance_change_micros bigint not null,
      reserved_change_micros bigint not null,
      batch_id text,
      note text not null,
      created_at timestamptz not null,
      check ((kind = 'grant') = (batch_id is null))
    );
    create index ledger_entries_by_org on ledger_entries (org_id, sequence desc);
    create unique index ledger_entries_once_a_batch on ledger_entries (batch_id, kind) where batch_id is not null;

    -- The sums of an org are the sums of its entries because nothing else can change them.
    create function apply_ledger_entry() returns trigger language plpgsql as $$
    begin
      update orgs set
        balance_micros = balance_micros + new.balance_change_micros,
        reserved_micros = reserved_micros + new.reserved_change_micros
      where id = new.org_id;
      return null;
    end $$;
    create trigger ledger_entry_applies after insert on ledger_entries
      for each row execute function apply_ledger_entry();

    create function refuse_ledger_change() returns trigger language plpgsql as $$
    begin
      raise exception 'the ledger is only ever added to, and balances change by its entries alone';
    end $$;
    create trigger ledger_entries_stay before update or delete on ledger_entries
      for each row execute function refuse_ledger_change();
    create trigger orgs_start_at_zero before insert on orgs
      for each row when (new.balance_micros <> 0 or new.reserved_micros <> 0) execute function refuse_ledger_change();
    create trigger orgs_balance_by_ledger before update of balance_micros, reserved_micros on orgs
      for each row when (pg_trigger_depth() = 0) execute function refuse_ledger_change();

    create table mails (
      sequence bigint generated always as identity primary key,
      id text not null unique,
      to_address text not null,
      subject text not null,
      text text not null,
      html text not null,
      links text[] not null,
      token text,
      created_at timestamptz not null
    );

    create table idempotency_records (
      scope text not null,
      key_hash text not null,
      payload_hash text not null,
      answer text,
      created_at timestamptz not null,
      primary key (scope, key_hash)
    );
    create index idempotency_records_by_age on idempotency_records (created_at);
  `,
};
