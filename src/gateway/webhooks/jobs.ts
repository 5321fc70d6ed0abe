import { DELIVERY_ATTEMPTS } from "#contract/webhook-events.ts";
import type { Chance } from "../chance.ts";
import type { Clock } from "../clock.ts";
import type { Database, Transaction } from "../database/database.ts";
import { failPoint } from "../fail-points/fail-point.ts";
import { handleJob, type JobContext, type JobHandler } from "../queue/job-handler.ts";
import { deliverWebhookJob } from "./deliver-webhook-job.ts";
import {
  findDueDelivery,
  insertAttempt,
  settleRound,
  type AttemptOutcome,
  type DueDelivery,
} from "./delivery-rounds-store.ts";
import { EndpointBreaker, OPENS_AFTER_FAILURES } from "./endpoint-breaker.ts";
import { noteDeliveryEnd } from "./endpoint-health-store.ts";
import { retryWaitMs } from "./retry-schedule.ts";
import { sendWebhook, type SendDependencies, type SentAttempt } from "./send-webhook.ts";

/**
 * Receivers are slow, and waiting for them costs nothing. The orgs take turns, so that one whose receivers hang has some of this
 * and never all.
 */
const CONCURRENCY = 32;

export interface WebhookJobsDependencies extends SendDependencies {
  database: Database;
  clock: Clock;
  /** From 0 to below 1: spreads the retries; asked for a delivery and its attempt. */
  random: Chance;
}

type Context = JobContext<ReturnType<typeof deliverWebhookJob.payload.parse>>;

/** The job `deliver_webhook`: one attempt a run, the job put off to the next one until the round has ended. */
export function createWebhookJobs(dependencies: WebhookJobsDependencies): JobHandler[] {
  const { database, clock } = dependencies;
  const breaker = new EndpointBreaker(clock);
  const deliver = handleJob(deliverWebhookJob, {
    concurrency: CONCURRENCY,
    shared: { jobs: CONCURRENCY, weight: 1 },
    async run(context) {
      const { delivery_id, round } = context.job.payload;
      const delivery = await findDueDelivery(database, delivery_id, round);
      if (delivery === undefined) return;
      if (delivery.is_removed) return endUnsent(dependencies, context, delivery, REMOVED);
      if (delivery.is_disabled) return endUnsent(dependencies, context, delivery, DISABLED);
      const endpoint = `${context.job.group_key ?? ""} ${delivery.url}`;
      if (mayBeHeld(delivery) && !breaker.letsThrough(endpoint))
        return keepAttempt(dependencies, context, delivery, heldAttempt(clock.now()));
      failPoint("before_webhook_send");
      const sent = await sendWebhook(dependencies, delivery, context.signal);
      failPoint("after_webhook_send");
      if (sent.verdict === "retry") breaker.noteFailure(endpoint);
      else if (sent.verdict === "delivered") breaker.noteArrival(endpoint);
      await keepAttempt(dependencies, context, delivery, sent);
    },
    async onDead(tx, { payload }, error) {
      const now = clock.now();
      const message = error instanceof Error ? error.message : String(error);
      const outcome = noAnswer(now, "internal_error", `The attempt could not be made: ${message}`);
      await endRound(tx, { id: payload.delivery_id, round: payload.round }, outcome, now);
    },
  });
  return [deliver];
}

/** The attempt and what follows from it, in one transaction with the job's end: a worker that lost its lease keeps nothing. */
async function keepAttempt(
  { database, clock, random }: WebhookJobsDependencies,
  context: Context,
  delivery: DueDelivery,
  sent: SentAttempt,
): Promise<void> {
  const now = clock.now();
  const attempt = delivery.round_attempts + 1;
  const waitMs =
    sent.verdict === "retry"
      ? retryWaitMs(attempt, sent.retryAfterMs, () => random(delivery.id, delivery.round, attempt))
      : null;
  const nextAttemptAt = waitMs === null ? null : new Date(now.getTime() + waitMs);
  const ended = sent.verdict === "delivered" || sent.verdict === "gone" ? sent.verdict : "failed";
  await database.transaction(async (tx) => {
    // First, as everywhere: who has lost the job waits for nothing that its successor holds.
    if (nextAttemptAt === null) await context.complete(tx);
    else await context.reschedule(tx, { run_at: nextAttemptAt });
    await insertAttempt(tx, delivery.id, sent.outcome);
    await settleRound(
      tx,
      delivery,
      { status: nextAttemptAt === null ? ended : "pending", nextAttemptAt },
      now,
    );
    if (nextAttemptAt === null) await noteDeliveryEnd(tx, delivery.webhook_id, ended, now);
    failPoint("before_attempt_commit");
  });
  failPoint("after_attempt_commit");
}

/** What somebody waits for at this moment goes out always: a test, a redelivery by hand. So does a delivery's last chance. */
function mayBeHeld({ round, round_attempts, is_test }: DueDelivery): boolean {
  const isByHand = round > 1 && round_attempts === 0;
  return !is_test && !isByHand && round_attempts + 1 < DELIVERY_ATTEMPTS;
}

function heldAttempt(at: Date): SentAttempt {
  const message = `The endpoint has failed ${OPENS_AFTER_FAILURES} times in a row or more, so this attempt was not sent.`;
  const outcome = noAnswer(at, "endpoint_failing", message);
  return { outcome, verdict: "retry", retryAfterMs: null };
}

const REMOVED = {
  code: "webhook_removed",
  message: "The webhook was removed before this could be delivered.",
};
const DISABLED = {
  code: "endpoint_disabled",
  message: "The endpoint is disabled, so this was not sent. Enable it, then send this again.",
};

/** Ends a delivery that there is nowhere to send to, with the reason as its attempt. */
async function endUnsent(
  { database, clock }: WebhookJobsDependencies,
  context: Context,
  delivery: DueDelivery,
  { code, message }: { code: string; message: string },
): Promise<void> {
  const now = clock.now();
  const outcome = noAnswer(now, code, message);
  await database.transaction(async (tx) => {
    await context.complete(tx);
    await endRound(tx, delivery, outcome, now);
  });
}

async function endRound(
  tx: Transaction,
  delivery: Pick<DueDelivery, "id" | "round">,
  outcome: AttemptOutcome,
  now: Date,
): Promise<void> {
  await insertAttempt(tx, delivery.id, outcome);
  await settleRound(tx, delivery, { status: "failed", nextAttemptAt: null }, now);
}

function noAnswer(at: Date, code: string, message: string): AttemptOutcome {
  return { at, duration_ms: 0, status_code: null, response_body: null, error: { code, message } };
}
