import type { BatchId, OrgId, RunId } from "#contract/primitives.ts";
import type { WebhookEventType } from "#contract/webhook-events.ts";
import type { Queryable, Transaction } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import type { AttachedWebhook } from "./webhook-outbox.ts";

/** A webhook as it is kept: its secrets sealed. */
export interface WebhookRow {
  id: bigint;
  org_id: OrgId;
  url: string;
  events: WebhookEventType[];
  sealed_secret: string;
  previous_sealed_secret: string | null;
  previous_valid_until: Date | null;
  disabled_at: Date | null;
  disabled_reason: "failing" | "gone" | null;
  created_at: Date;
  updated_at: Date;
}

const columns = sql`id, org_id, url, events, sealed_secret, previous_sealed_secret, previous_valid_until,
  disabled_at, disabled_reason, created_at, updated_at`;

/** The org's default webhook, unless there is none or it was removed; locked until the transaction ends if asked. */
export async function findDefaultWebhook(
  queryable: Queryable,
  orgId: OrgId,
  options: { lock?: boolean } = {},
): Promise<WebhookRow | undefined> {
  const [row] = await queryable.query<WebhookRow>(sql`
    select ${columns} from webhooks
    where org_id = ${orgId} and batch_id is null and removed_at is null
    ${options.lock === true ? sql`for update` : sql``}`);
  return row;
}

/** The webhook that a batch's events go to: its own, else the org's default one. */
export async function findWebhookFor(
  queryable: Queryable,
  orgId: OrgId,
  batchId: BatchId,
): Promise<WebhookRow | undefined> {
  const [row] = await queryable.query<WebhookRow>(sql`
    select ${columns} from webhooks
    where org_id = ${orgId} and (batch_id = ${batchId} or batch_id is null) and removed_at is null
    order by batch_id nulls last
    limit 1`);
  return row;
}

/** Whoever sets the default webhook of this org waits until the transaction ends, also while there is none to lock. */
export async function lockDefaultWebhookOf(tx: Transaction, orgId: OrgId): Promise<void> {
  await tx.query(
    sql`select pg_advisory_xact_lock(hashtextextended(${`default webhook of ${orgId}`}, 0))`,
  );
}

/**
 * Sets the org's one default webhook, whether there was one, or one that was removed or disabled: from here on it is sent to.
 * An older secret signs no more.
 */
export async function putDefaultWebhook(
  tx: Transaction,
  orgId: OrgId,
  webhook: { url: string; events: readonly WebhookEventType[]; sealed_secret: string },
  now: Date,
): Promise<WebhookRow> {
  const [row] = await tx.query<WebhookRow>(sql`
    insert into webhooks as webhook (org_id, url, events, sealed_secret, created_at, updated_at)
    values (${orgId}, ${webhook.url}, ${webhook.events}, ${webhook.sealed_secret}, ${now}, ${now})
    on conflict (org_id) where batch_id is null do update set
      url = excluded.url,
      events = excluded.events,
      previous_sealed_secret = case when excluded.sealed_secret = webhook.sealed_secret
        then webhook.previous_sealed_secret end,
      previous_valid_until = case when excluded.sealed_secret = webhook.sealed_secret
        then webhook.previous_valid_until end,
      sealed_secret = excluded.sealed_secret,
      created_at = case when webhook.removed_at is null then webhook.created_at else excluded.created_at end,
      updated_at = excluded.updated_at,
      disabled_at = null,
      disabled_reason = null,
      failed_in_a_row = 0,
      removed_at = null
    returning ${columns}`);
  if (row === undefined) throw new Error("An upsert without a condition returned no row.");
  return row;
}

/** Marks the org's default webhook as removed; what was still to be sent to it fails at its next attempt. */
export async function removeDefaultWebhook(
  tx: Transaction,
  orgId: OrgId,
  now: Date,
): Promise<void> {
  await tx.query(sql`
    update webhooks set removed_at = ${now}, updated_at = ${now}
    where org_id = ${orgId} and batch_id is null and removed_at is null`);
}

/** Makes another secret the signing one; the one before it goes on signing beside it until `previousValidUntil`. */
export async function rotateWebhookSecret(
  tx: Transaction,
  id: bigint,
  sealedSecret: string,
  previousValidUntil: Date,
  now: Date,
): Promise<WebhookRow> {
  const [row] = await tx.query<WebhookRow>(sql`
    update webhooks set
      previous_sealed_secret = sealed_secret,
      previous_valid_until = ${previousValidUntil},
      sealed_secret = ${sealedSecret},
      updated_at = ${now}
    where id = ${id}
    returning ${columns}`);
  if (row === undefined) throw new Error(`The webhook ${id} vanished from under its lock.`);
  return row;
}

/** Ties a webhook to a batch. */
export async function insertBatchWebhook(
  tx: Transaction,
  owner: { org_id: OrgId; batch_id: BatchId; run_id: RunId | null },
  webhook: { url: string; events: readonly WebhookEventType[]; sealed_secret: string },
  now: Date,
): Promise<void> {
  await tx.query(sql`
    insert into webhooks (org_id, batch_id, run_id, url, events, sealed_secret, created_at, updated_at)
    values (${owner.org_id}, ${owner.batch_id}, ${owner.run_id}, ${webhook.url}, ${webhook.events},
      ${webhook.sealed_secret}, ${now}, ${now})`);
}

/** The own webhooks of some batches, by batch; those without one are left out. */
export async function listBatchWebhooks(
  queryable: Queryable,
  batchIds: readonly BatchId[],
): Promise<Map<BatchId, AttachedWebhook>> {
  if (batchIds.length === 0) return new Map();
  const rows = await queryable.query<AttachedWebhook & { batch_id: BatchId }>(sql`
    select batch_id, url, events from webhooks where batch_id = any(${batchIds}::text[])`);
  return new Map(rows.map(({ batch_id, url, events }) => [batch_id, { url, events }]));
}
