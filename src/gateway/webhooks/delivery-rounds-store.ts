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

/** Those of these rounds whose deliveries have not ended, and of which no other round has begun since. */
export async function findDueDeliveries(
  queryable: Queryable,
  rounds: readonly BegunRound[],
): Promise<DueDelivery[]> {
  return queryable.query<DueDelivery>(sql`
    select delivery.id, delivery.event_id, delivery.webhook_id, delivery.body, delivery.round, delivery.round_attempts, webhook.url,
      webhook.sealed_secret, webhook.previous_sealed_secret, webhook.previous_valid_until,
      webhook.removed_at is not null as is_removed, webhook.disabled_at is not null as is_disabled,
      delivery.batch_id is null and delivery.run_id is null as is_test
    from unnest(${rounds.map(({ id }) => id)}::text[], ${rounds.map(({ round }) => round)}::integer[]) as wanted (id, round)
    join webhook_deliveries as delivery on delivery.id = wanted.id and delivery.round = wanted.round
    join webhooks as webhook on webhook.id = delivery.webhook_id
    where delivery.status = 'pending'`);
}

/** What came of one attempt. */
export interface AttemptOutcome {
  at: Date;
  duration_ms: number;
  status_code: number | null;
  response_body: string | null;
  error: { code: string; message: string } | null;
}

/** An attempt of a round, and what the round comes to with it: its end, or the time of the next one. */
export interface MadeAttempt {
  delivery: BegunRound;
  outcome: AttemptOutcome;
  status: Delivery["status"];
  next_attempt_at: Date | null;
  ended_at: Date | null;
}

/**
 * Keeps attempts, each numbered on from those before it of its delivery, whatever round they were of, and has their rounds end
 * or go on. Of a delivery of which another round has begun meanwhile, or that has ended, nothing else changes. One a delivery
 * at a time.
 */
export async function insertAttempts(
  tx: Transaction,
  attempts: readonly MadeAttempt[],
): Promise<void> {
  if (attempts.length === 0) return;
  const deliveries = attempts.map(({ delivery }) => delivery);
  const outcomes = attempts.map(({ outcome }) => outcome);
  const isOfRound = sql`(delivery.round = attempt.round and delivery.status = 'pending')`;
  await tx.query(sql`
    with attempt as (
      select * from unnest(
        ${deliveries.map(({ id }) => id)}::text[],
        ${deliveries.map(({ round }) => round)}::integer[],
        ${attempts.map(({ status }) => status)}::text[],
        ${attempts.map(({ next_attempt_at }) => next_attempt_at)}::timestamptz[],
        ${attempts.map(({ ended_at }) => ended_at)}::timestamptz[],
        ${outcomes.map(({ at }) => at)}::timestamptz[],
        ${outcomes.map(({ duration_ms }) => Math.round(duration_ms))}::integer[],
        ${outcomes.map(({ status_code }) => status_code)}::integer[],
        ${outcomes.map(({ response_body }) => response_body)}::text[],
        ${outcomes.map(({ error }) => error?.code ?? null)}::text[],
        ${outcomes.map(({ error }) => error?.message ?? null)}::text[]
      ) as attempt (delivery_id, round, status, next_attempt_at, ended_at,
        at, duration_ms, status_code, response_body, error_code, error_message)
    ),
    counted as (
      update webhook_deliveries as delivery set
        attempt_count = attempt_count + 1,
        round_attempts = round_attempts + ${isOfRound}::integer,
        status = case when ${isOfRound} then attempt.status else delivery.status end,
        next_attempt_at = case when ${isOfRound} then attempt.next_attempt_at else delivery.next_attempt_at end,
        ended_at = case when ${isOfRound} then attempt.ended_at else delivery.ended_at end
      from attempt where delivery.id = attempt.delivery_id
      returning delivery.id, delivery.attempt_count
    )
    insert into webhook_attempts
      (delivery_id, number, at, duration_ms, status_code, response_body, error_code, error_message)
    select delivery_id, attempt_count, at, duration_ms, status_code, response_body, error_code, error_message
    from attempt join counted on counted.id = attempt.delivery_id`);
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
