import { sql } from "../sql.ts";
import type { Migration } from "./migration.ts";

/** Who has guessed at which account, and mails that go to nobody. */
export const signInAttemptsMigration: Migration = {
  name: "0018-sign-in-attempts",
  script: sql`
    -- By account and network, both hashed: whether there is such an account makes no difference.
    create table sign_in_attempts (
      account_hash text not null,
      -- Empty in the row that counts what failed from everywhere.
      network_hash text not null,
      failures integer not null,
      ready_at timestamptz not null,
      last_at timestamptz not null,
      primary key (account_hash, network_hash)
    );
    create index sign_in_attempts_by_age on sign_in_attempts (last_at);

    -- A token that speaks for nobody is written where an address is unknown, so that this takes as long as if it were known.
    alter table email_tokens drop constraint email_tokens_check;
    alter table email_tokens add constraint email_tokens_one_subject
      check (registration_id is null or user_id is null);
  `,
};
