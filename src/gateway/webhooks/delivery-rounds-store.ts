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

/** Keeps attempts, each numbered on from those before it of its delivery, whatever round they were of; one a delivery at a time. */
export async function insertAttempts(
  tx: Transaction,
  attempts: readonly { delivery: Pick<DueDelivery, "id">; outcome: AttemptOutcome }[],
): Promise<void> {
  if (attempts.length === 0) return;
  const outcomes = attempts.map(({ outcome }) => outcome);
  await tx.query(sql`
    with attempt as (
      select * from unnest(
        ${attempts.map(({ delivery }) => delivery.id)}::text[],
        ${outcomes.map(({ at }) => at)}::timestamptz[],
        ${outcomes.map(({ duration_ms }) => Math.round(duration_ms))}::integer[],
        ${outcomes.map(({ status_code }) => status_code)}::integer[],
        ${outcomes.map(({ response_body }) => response_body)}::text[],
        ${outcomes.map(({ error }) => error?.code ?? null)}::text[],
        ${outcomes.map(({ error }) => error?.message ?? null)}::text[]
      ) as attempt (delivery_id, at, duration_ms, status_code, response_body, error_code, error_message)
    ),
    counted as (
      update webhook_deliveries as delivery set attempt_count = attempt_count + 1
      from attempt where delivery.id = attempt.delivery_id
      returning delivery.id, delivery.attempt_count
    )
    insert into webhook_attempts
      (delivery_id, number, at, duration_ms, status_code, response_body, error_code, error_message)
    select delivery_id, attempt_count, at, duration_ms, status_code, response_body, error_code, error_message
    from attempt join counted on counted.id = attempt.delivery_id`);
}

/** What a round comes to with an attempt: its end, or the time of the next one. */
export interface RoundVerdict extends BegunRound {
  status: Delivery["status"];
  next_attempt_at: Date | null;
  ended_at: Date | null;
}

/** Ends rounds or has them go on; changes nothing of a delivery of which another round has begun meanwhile. */
export async function settleRounds(
  tx: Transaction,
  rounds: readonly RoundVerdict[],
): Promise<void> {
  if (rounds.length === 0) return;
  await tx.query(sql`
    update webhook_deliveries as delivery set
      status = settled.status,
      round_attempts = round_attempts + 1,
      next_attempt_at = settled.next_attempt_at,
      ended_at = settled.ended_at
    from unnest(
      ${rounds.map(({ id }) => id)}::text[],
      ${rounds.map(({ round }) => round)}::integer[],
      ${rounds.map(({ status }) => status)}::text[],
      ${rounds.map(({ next_attempt_at }) => next_attempt_at)}::timestamptz[],
      ${rounds.map(({ ended_at }) => ended_at)}::timestamptz[]
    ) as settled (id, round, status, next_attempt_at, ended_at)
    where delivery.id = settled.id and delivery.round = settled.round and delivery.status = 'pending'`);
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
