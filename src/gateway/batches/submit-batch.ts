import { type BatchId, newId, type OrgId, toMoney } from "#contract/primitives.ts";
import type { RandomBytes } from "#contract/random-bytes.ts";
import { SLA_HOURS } from "#contract/quotes.ts";
import type { Credits } from "#gateway/accounts/credits.ts";
import { requireSpendable } from "#gateway/api-keys/spend-cap.ts";
import type { Clock } from "#gateway/clock.ts";
import type { Transaction } from "#gateway/database/database.ts";
import { failPoint } from "#gateway/fail-points/fail-point.ts";
import { preflightProblem } from "#gateway/http/preflight-problem.ts";
import { problem } from "#gateway/http/problem.ts";
import { priceBatch } from "#gateway/quotes/price-batch.ts";
import { getQuote, markQuoteUsed, type StoredQuote } from "#gateway/quotes/quote-store.ts";
import type { Quotas } from "#gateway/quotas.ts";
import type { Queue } from "#gateway/queue/queue.ts";
import type { AttachedWebhook, WebhookOutbox } from "#gateway/webhooks/webhook-outbox.ts";
import { acceptedBatch, type BatchSubmission, lanesOf } from "./accepted-batch.ts";
import type { Backlog } from "./backlog.ts";
import { expireBatchJob, planBatchJob } from "./batch-jobs.ts";
import { counted } from "./count-text.ts";
import { tell } from "./event-store.ts";
import { insertBatchLanes } from "./lane-store.ts";
import { requireOpenBatchRoom } from "./open-batches.ts";
import {
  type AcceptedBatch,
  countBatches,
  findBatch,
  getBatch,
  insertBatch,
  type BatchRow,
} from "./store.ts";

export interface SubmitDependencies {
  clock: Clock;
  entropy: RandomBytes;
  queue: Queue;
  credits: Credits;
  webhooks: WebhookOutbox;
  /** Seconds to the deadline in place of the tier's; null for the tier's. */
  deadlineSeconds: () => number | null;
  backlog: Pick<Backlog, "requireRoom" | "accept">;
  quotas: Quotas;
}

export interface SubmittedBatch {
  row: BatchRow;
  webhook: (AttachedWebhook & { secret?: string }) | null;
}

/**
 * Accepts a batch within the caller's transaction: uses the quote up, reserves the price of the real items at the
 * locked rates, ties the webhook, and has the batch planned. All or none. Throws the problem that keeps it from being
 * accepted.
 */
export async function submitBatch(
  tx: Transaction,
  dependencies: SubmitDependencies,
  submission: BatchSubmission,
): Promise<SubmittedBatch> {
  const { clock, credits, webhooks, queue } = dependencies;
  const { org_id, quote_id, run_id } = submission;
  const now = clock.now();
  const batch_id = newId("batch", now.getTime(), dependencies.entropy);
  const quote = await getQuote(tx, { org_id, quote_id });
  requireAgreement(quote, submission.terms);
  await markQuoteUsed(tx, { org_id, quote_id, batch_id, now });
  await requireParent(tx, org_id, submission.parent_batch_id);
  const priced = priceBatch(quote, submission.input.groups);
  if (!priced.ok) throw preflightProblem(priced.issues);

  await requireSpendable(tx, submission.api_key_id, priced.total_micros);
  await credits.reserve(tx, org_id, batch_id, priced.total_micros);
  await requireOpenBatchRoom(tx, org_id, dependencies.quotas.openBatches);
  const batch_seed = `${await countBatches(tx, org_id)}`;
  const seconds = dependencies.deadlineSeconds() ?? SLA_HOURS[quote.sla_tier] * 3_600;
  const sla_deadline = new Date(now.getTime() + seconds * 1_000);
  const accepted = acceptedBatch(submission, quote, priced, {
    id: batch_id,
    batch_seed,
    created_at: now,
    sla_deadline,
  });
  await insertBatch(tx, accepted);
  await insertBatchLanes(tx, batch_id, lanesOf(priced));
  const webhook =
    submission.webhook === undefined
      ? null
      : await webhooks.attach(tx, { org_id, batch_id, run_id }, submission.webhook);
  await tellAccepted(tx, accepted, dependencies);
  await enqueueJobs(tx, queue, accepted);
  tx.afterCommit(() => dependencies.backlog.accept(accepted.item_count));
  failPoint("before_submit_commit");
  tx.afterCommit(() => {
    failPoint("after_submit_commit");
  });
  return { row: await getBatch(tx, org_id, batch_id), webhook };
}

async function enqueueJobs(tx: Transaction, queue: Queue, batch: AcceptedBatch): Promise<void> {
  const { id: batch_id, org_id, sla_deadline } = batch;
  const payload = { batch_id };
  await queue.enqueue(tx, planBatchJob, {
    payload,
    job_key: `plan_batch:${batch_id}`,
    group_key: org_id,
    priority: 1_000,
  });
  await queue.enqueue(tx, expireBatchJob, {
    payload,
    job_key: `expire_batch:${batch_id}`,
    run_at: sla_deadline,
  });
}

/** Throws `invalid_request` with every field that says something else than the quote. */
function requireAgreement(quote: StoredQuote, terms: BatchSubmission["terms"]): void {
  const issues = (["routing_mode", "sla_tier", "privacy_tier"] as const).flatMap((name) => {
    const said = terms[name];
    if (said === undefined || said === quote[name]) return [];
    return [
      { path: `body.${name}`, message: `The quote was locked with ${quote[name]}, not ${said}.` },
    ];
  });
  const regions = terms.allowed_regions?.toSorted().join(", ");
  const quoted = quote.allowed_regions.toSorted().join(", ");
  if (regions !== undefined && regions !== quoted) {
    issues.push({
      path: "body.allowed_regions",
      message: `The quote was locked with ${quoted}, not ${regions || "none"}.`,
    });
  }
  const [first] = issues;
  if (first !== undefined)
    throw problem("invalid_request", `${first.path}: ${first.message}`, { issues });
}

async function requireParent(
  tx: Transaction,
  org_id: OrgId,
  parent_batch_id: BatchId | null,
): Promise<void> {
  if (parent_batch_id === null) return;
  if ((await findBatch(tx, org_id, parent_batch_id)) === undefined) {
    throw problem("not_found", `parent_batch_id: there is no batch ${parent_batch_id}.`);
  }
}

async function tellAccepted(
  tx: Transaction,
  batch: AcceptedBatch,
  { webhooks }: Pick<SubmitDependencies, "webhooks">,
): Promise<void> {
  const { id, org_id, run_id, item_count, created_at } = batch;
  const message = `Accepted with ${counted(item_count, "item")}; $${toMoney(batch.reserved_micros).amount} of credits reserved.`;
  await tell(tx, id, { at: created_at, kind: "status_changed", status: "pending", message });
  if (run_id !== null) return;
  await webhooks.emit(tx, {
    type: "batch.submitted",
    org_id,
    batch_id: id,
    run_id: null,
    fields: { batch_id: id },
    data: {
      batch_id: id,
      status: "pending",
      items_total: item_count,
      items_completed: 0,
      items_failed: 0,
      items_cancelled: 0,
      cost_usd: toMoney(0n).amount,
    },
  });
}
