import { sql } from "../sql.ts";
import type { Migration } from "./migration.ts";

/** A default endpoint that goes on failing is disabled until its owner sets it again. */
export const disabledWebhooksMigration: Migration = {
  name: "0008-disabled-webhooks",
  script: sql`
    alter table webhooks
      add column disabled_at timestamptz,
      add column disabled_reason text check (disabled_reason in ('failing', 'gone')),
      -- Deliveries that used up all their attempts since the last one that arrived.
      add column failed_in_a_row integer not null default 0,
      add check ((disabled_at is null) = (disabled_reason is null));
  `,
};
