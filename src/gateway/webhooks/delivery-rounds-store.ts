import type { DeliveryId, EventId, OrgId } from "#contract/primitives.ts";
import type { Delivery } from "#contract/webhooks.ts";
import type { Queryable, Transaction } from "../database/database.ts";
import { sql } from "../database/sql.ts";

/** A delivery of which an attempt is due, with where it goes and what it is signed with. */
export interface DueDelivery {
  id: DeliveryId;
  event_id: EventId;
  webhook_id: bigint;
  body: string;
  round: number;
  /** Attempts that this round has had. */
  round_attempts: number;
  url: string;
  sealed_secret: string;
  previous_sealed_secret: string | null;
  previous_valid_until: Date | null;
  is_removed: boolean;
  is_disabled: boolean;
  /** Sent on request, of no batch and no run. */
  is_test: boolean;
}

/** The delivery, unless it has ended, or another round of it has begun since. */
export async function findDueDelivery(
  queryable: Queryable,
  id: DeliveryId,
  round: number,
): Promise<DueDelivery | undefined> {
  const [row] = await queryable.query<DueDelivery>(sql`
    select delivery.id, delivery.event_id, delivery.webhook_id, delivery.body, delivery.round, delivery.round_attempts, webhook.url,
      webhook.sealed_secret, webhook.previous_sealed_secret, webhook.previous_valid_until,
      webhook.removed_at is not null as is_removed, webhook.disabled_at is not null as is_disabled,
      delivery.batch_id is null and delivery.run_id is null as is_test
    from webhook_deliveries as delivery
    join webhooks as webhook on webhook.id = delivery.webhook_id
    where delivery.id = ${id} and delivery.round = ${round} and delivery.status = 'pending'`);
  return row;
}

/** What came of one attempt. */
export interface AttemptOutcome {
  at: Date;
  duration_ms: number;
  status_code: number | null;
  response_body: string | null;
  error: { code: string; message: string } | null;
}

/** Keeps an attempt, numbered on from those before it, whatever round they were of. */
export async function insertAttempt(
  tx: Transaction,
  id: DeliveryId,
  outcome: AttemptOutcome,
): Promise<void> {
  await tx.query(sql`
    with counted as (
      update webhook_deliveries set attempt_count = attempt_count + 1 where id = ${id} returning attempt_count
    )
    insert into webhook_attempts
      (delivery_id, number, at, duration_ms, status_code, response_body, error_code, error_message)
    select ${id}, attempt_count, ${outcome.at}, ${Math.round(outcome.duration_ms)}, ${outcome.status_code},
      ${outcome.response_body}, ${outcome.error?.code ?? null}, ${outcome.error?.message ?? null}
    from counted`);
}

/** Ends a round, or has it go on at `nextAttemptAt`; changes nothing when another round has begun meanwhile. */
export async function settleRound(
  tx: Transaction,
  delivery: Pick<DueDelivery, "id" | "round">,
  verdict: { status: Delivery["status"]; nextAttemptAt: Date | null },
  now: Date,
): Promise<void> {
  await tx.query(sql`
    update webhook_deliveries set
      status = ${verdict.status},
      round_attempts = round_attempts + 1,
      next_attempt_at = ${verdict.nextAttemptAt},
      ended_at = ${verdict.nextAttemptAt === null ? now : null}::timestamptz
    where id = ${delivery.id} and round = ${delivery.round} and status = 'pending'`);
}

export interface BegunRound {
  id: DeliveryId;
  round: number;
}

/** Begins another round for deliveries whose webhook is there and enabled, due at once; returns those that it began. */
export async function beginRounds(
  tx: Transaction,
  orgId: OrgId,
  which: { id: DeliveryId } | { failedSince: Date },
  now: Date,
): Promise<BegunRound[]> {
  const condition =
    "id" in which
      ? sql`delivery.id = ${which.id}`
      : sql`delivery.status = 'failed' and delivery.ended_at >= ${which.failedSince}`;
  return tx.query<BegunRound>(sql`
    update webhook_deliveries as delivery set
      status = 'pending', round = round + 1, round_attempts = 0, next_attempt_at = ${now}, ended_at = null
    from webhooks as webhook
    where webhook.id = delivery.webhook_id and webhook.removed_at is null and webhook.disabled_at is null
      and delivery.org_id = ${orgId} and ${condition}
    returning delivery.id, delivery.round`);
}
