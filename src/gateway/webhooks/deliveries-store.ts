import type { BatchId, DeliveryId, EventId, OrgId, RunId } from "#contract/primitives.ts";
import type { WebhookEventType } from "#contract/webhook-events.ts";
import type { Delivery } from "#contract/webhooks.ts";
import type { Queryable, Transaction } from "../database/database.ts";
import { sql, type Sql } from "../database/sql.ts";
import { pageOfRows, type Page } from "../http/page-cursor.ts";
import { problem } from "../http/problem.ts";

type DeliveryAttempt = Delivery["attempts"][number];

interface DeliveryRow {
  id: DeliveryId;
  event_id: EventId;
  type: WebhookEventType;
  batch_id: string | null;
  run_id: string | null;
  url: string;
  status: Delivery["status"];
  next_attempt_at: Date | null;
  body: string;
  created_at: Date;
  attempts: AttemptRow[];
}

/** As JSON has it: with the time as text. */
interface AttemptRow {
  at: string;
  duration_ms: number;
  status_code: number | null;
  response_body: string | null;
  error_code: string | null;
  error_message: string | null;
  number: number;
}

/** In the same statement as their delivery, so that one which is pending never shows the attempt that ended it. */
const attempts = sql`coalesce((
  select json_agg(attempt order by attempt.number) from (
    select number, at, duration_ms, status_code, response_body, error_code, error_message
    from webhook_attempts where delivery_id = delivery.id
  ) as attempt
), '[]')`;
const columns = sql`delivery.id, delivery.event_id, delivery.type, delivery.batch_id, delivery.run_id, webhook.url,
  delivery.status, delivery.next_attempt_at, delivery.body, delivery.created_at, ${attempts} as attempts`;
const deliveriesWithWebhook = sql`webhook_deliveries as delivery
  join webhooks as webhook on webhook.id = delivery.webhook_id`;

export interface NewDelivery {
  id: DeliveryId;
  event_id: EventId;
  org_id: OrgId;
  webhook_id: bigint;
  type: WebhookEventType;
  batch_id: BatchId | null;
  run_id: RunId | null;
  body: string;
  created_at: Date;
}

/** Writes an event with its delivery, due at once. */
export async function insertDelivery(tx: Transaction, delivery: NewDelivery): Promise<void> {
  await tx.query(sql`
    insert into webhook_deliveries
      (id, event_id, org_id, webhook_id, type, batch_id, run_id, body, next_attempt_at, created_at)
    values (${delivery.id}, ${delivery.event_id}, ${delivery.org_id}, ${delivery.webhook_id}, ${delivery.type},
      ${delivery.batch_id}, ${delivery.run_id}, ${delivery.body}, ${delivery.created_at}, ${delivery.created_at})`);
}

export interface DeliveryFilters {
  batch_id: string | null;
  run_id: string | null;
  status: Delivery["status"] | null;
  since: Date | null;
}

/** An org's deliveries with all their attempts, newest first. */
export async function listDeliveries(
  queryable: Queryable,
  orgId: OrgId,
  filters: DeliveryFilters,
  page: { limit: number; before: string | null },
): Promise<Page<Delivery>> {
  const conditions: Sql[] = [sql`delivery.org_id = ${orgId}`];
  if (filters.batch_id !== null) conditions.push(sql`delivery.batch_id = ${filters.batch_id}`);
  if (filters.run_id !== null) conditions.push(sql`delivery.run_id = ${filters.run_id}`);
  if (filters.status !== null) conditions.push(sql`delivery.status = ${filters.status}`);
  if (filters.since !== null) conditions.push(sql`delivery.created_at >= ${filters.since}`);
  if (page.before !== null) conditions.push(sql`delivery.id < ${page.before}`);
  const rows = await queryable.query<DeliveryRow>(sql`
    select ${columns} from ${deliveriesWithWebhook}
    where ${sql.join(conditions, sql` and `)}
    order by delivery.id desc
    limit ${page.limit + 1}`);
  return pageOfRows(rows, page.limit, ({ id }) => id, toDelivery);
}

/** One delivery of an org with all its attempts; throws `not_found` when the org has none by this id. */
export async function getDelivery(
  queryable: Queryable,
  orgId: OrgId,
  id: DeliveryId,
): Promise<Delivery> {
  const [row] = await queryable.query<DeliveryRow>(sql`
    select ${columns} from ${deliveriesWithWebhook}
    where delivery.id = ${id} and delivery.org_id = ${orgId}`);
  if (row === undefined) throw problem("not_found");
  return toDelivery(row);
}

function toAttempt(row: AttemptRow): DeliveryAttempt {
  return {
    number: row.number,
    at: new Date(row.at).toISOString(),
    duration_ms: row.duration_ms,
    status_code: row.status_code,
    response_body: row.response_body,
    error:
      row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? "" },
  };
}

function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    event_id: row.event_id,
    type: row.type,
    batch_id: row.batch_id,
    run_id: row.run_id,
    url: row.url,
    status: row.status,
    attempts: row.attempts.map(toAttempt),
    next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
    body: row.body,
    created_at: row.created_at.toISOString(),
  };
}
