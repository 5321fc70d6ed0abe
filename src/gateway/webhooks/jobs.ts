import { DELIVERY_ATTEMPTS } from "#contract/webhook-events.ts";
import type { Chance } from "../chance.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import { failPoint } from "../fail-points/fail-point.ts";
import { handleJob, type JobContext, type JobHandler } from "../queue/job-handler.ts";
import { deliverWebhookJob } from "./deliver-webhook-job.ts";
import { AttemptBook } from "./attempt-book.ts";
import {
  type AttemptOutcome,
  type BegunRound,
  type DueDelivery,
  findDueDeliveries,
  insertAttempts,
} from "./delivery-rounds-store.ts";
import { EndpointBreaker, OPENS_AFTER_FAILURES } from "./endpoint-breaker.ts";
import { retryWaitMs } from "./retry-schedule.ts";
import { sendWebhook, type SendDependencies, type SentAttempt } from "./send-webhook.ts";
import { Together } from "../together.ts";

/**
 * Receivers are slow, and waiting for them costs nothing. The orgs take turns, so that one whose receivers hang has some of this
 * and never all.
 */
const CONCURRENCY = 128;
/** So many that a round through the database has enough to take along, and few enough that hanging receivers of two orgs leave room. */
export const DELIVERIES_OF_AN_ORG = 48;
const MOST_FOUND_AT_A_TIME = 64;

export interface WebhookJobsDependencies extends SendDependencies {
  database: Database;
  clock: Clock;
  /** From 0 to below 1: spreads the retries; asked for a delivery and its attempt. */
  random: Chance;
}

/** The same, with where attempts are kept. */
interface WritingDependencies extends WebhookJobsDependencies {
  book: AttemptBook;
}

type Context = JobContext<ReturnType<typeof deliverWebhookJob.payload.parse>>;

/** The job `deliver_webhook`: one attempt a run, the job put off to the next one until the round has ended. */
export function createWebhookJobs(dependencies: WebhookJobsDependencies): JobHandler[] {
  const { database, clock } = dependencies;
  const breaker = new EndpointBreaker(clock);
  const book = new AttemptBook(database, clock);
  const dueDeliveries = createDueDeliveries(database);
  const written = { ...dependencies, book };
  const deliver = handleJob(deliverWebhookJob, {
    concurrency: CONCURRENCY,
    shared: { jobs: CONCURRENCY, weight: 1, mostOfAGroup: DELIVERIES_OF_AN_ORG },
    async run(context) {
      const { delivery_id, round } = context.job.payload;
      const delivery = await dueDeliveries.run({ id: delivery_id, round });
      if (delivery === undefined) return;
      if (delivery.is_removed) return endUnsent(written, context, delivery, REMOVED);
      if (delivery.is_disabled) return endUnsent(written, context, delivery, DISABLED);
      const endpoint = `${context.job.group_key ?? ""} ${delivery.url}`;
      if (mayBeHeld(delivery) && !breaker.letsThrough(endpoint))
        return keepAttempt(written, context, delivery, heldAttempt(clock.now()));
      failPoint("before_webhook_send");
      const sent = await sendWebhook(dependencies, delivery, context.signal);
      failPoint("after_webhook_send");
      if (sent.verdict === "retry") breaker.noteFailure(endpoint);
      else if (sent.verdict === "delivered") breaker.noteArrival(endpoint);
      await keepAttempt(written, context, delivery, sent);
    },
    async onDead(tx, { payload }, error) {
      const now = clock.now();
      const message = error instanceof Error ? error.message : String(error);
      const outcome = noAnswer(now, "internal_error", `The attempt could not be made: ${message}`);
      const delivery = { id: payload.delivery_id, round: payload.round };
      const ended = { status: "failed", next_attempt_at: null, ended_at: now } as const;
      await insertAttempts(tx, [{ delivery, outcome, ...ended }]);
    },
  });
  return [deliver];
}

/** Finds deliveries, those that are asked for at the same time by one query. */
function createDueDeliveries(database: Database): Together<BegunRound, DueDelivery | undefined> {
  return new Together({ most: MOST_FOUND_AT_A_TIME }, async (rounds) => {
    const found = await findDueDeliveries(database, rounds);
    const byId = new Map(found.map((delivery) => [`${delivery.id} ${delivery.round}`, delivery]));
    return rounds.map(({ id, round }) => ({
      status: "fulfilled",
      value: byId.get(`${id} ${round}`),
    }));
  });
}

/** The attempt and what follows from it, in one transaction with the job's end: a worker that lost its lease keeps nothing. */
async function keepAttempt(
  { book, clock, random }: WritingDependencies,
  context: Context,
  delivery: DueDelivery,
  { outcome, retryAfterMs, verdict }: SentAttempt,
): Promise<void> {
  const attempt = delivery.round_attempts + 1;
  const waitMs =
    verdict === "retry"
      ? retryWaitMs(attempt, retryAfterMs, () => random(delivery.id, delivery.round, attempt))
      : null;
  if (waitMs === null) {
    const ended = verdict === "delivered" || verdict === "gone" ? verdict : "failed";
    await book.keep({
      delivery,
      outcome,
      next: { ended },
      countsForEndpoint: true,
      settleJob: context.complete,
    });
    return;
  }
  const at = new Date(clock.now().getTime() + waitMs);
  await book.keep({
    delivery,
    outcome,
    next: { at },
    countsForEndpoint: true,
    settleJob: (tx) => context.reschedule(tx, { run_at: at }),
  });
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
  { book, clock }: WritingDependencies,
  context: Context,
  delivery: DueDelivery,
  { code, message }: { code: string; message: string },
): Promise<void> {
  await book.keep({
    delivery,
    outcome: noAnswer(clock.now(), code, message),
    next: { ended: "failed" },
    countsForEndpoint: false,
    settleJob: context.complete,
  });
}

function noAnswer(at: Date, code: string, message: string): AttemptOutcome {
  return { at, duration_ms: 0, status_code: null, response_body: null, error: { code, message } };
}
