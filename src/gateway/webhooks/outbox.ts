import { newId, type BatchId, type OrgId, type RunId } from "#contract/primitives.ts";
import type { RandomBytes } from "#contract/random-bytes.ts";
import { DEFAULT_WEBHOOK_EVENTS, type WebhookEventType } from "#contract/webhook-events.ts";
import { newWebhookSecret } from "#contract/webhook-signature.ts";
import type { Clock } from "../clock.ts";
import type { Transaction } from "../database/database.ts";
import type { EgressPolicy } from "../egress/target.ts";
import type { Queue } from "../queue/queue.ts";
import { requireWebhookUrl } from "./check-webhook-url.ts";
import { enqueueRounds } from "./deliver-webhook-job.ts";
import { insertDelivery } from "./deliveries-store.ts";
import { eventBody } from "./event-body.ts";
import type { SecretBox } from "./secret-box.ts";
import type { WebhookOutbox } from "./webhook-outbox.ts";
import { findWebhookFor, insertBatchWebhook, listBatchWebhooks } from "./webhooks-store.ts";

export interface OutboxDependencies {
  queue: Queue;
  clock: Clock;
  entropy: RandomBytes;
  secretBox: SecretBox;
  /** What a webhook's URL is checked by when it is given. */
  policy: EgressPolicy;
}

export interface EventToWrite {
  org_id: OrgId;
  webhook_id: bigint;
  type: WebhookEventType;
  batch_id: BatchId | null;
  run_id: RunId | null;
  fields: Readonly<Record<string, unknown>>;
  data: Readonly<Record<string, unknown>>;
}

/** Writes an event for one webhook and has it delivered once the transaction has committed; returns the delivery's id. */
export async function writeEvent(
  tx: Transaction,
  { queue, clock, entropy }: Pick<OutboxDependencies, "queue" | "clock" | "entropy">,
  event: EventToWrite,
) {
  const createdAt = clock.now();
  const id = newId("delivery", createdAt.getTime(), entropy);
  const eventId = newId("event", createdAt.getTime(), entropy);
  const { fields, data, ...row } = event;
  const body = eventBody({ id: eventId, type: event.type, createdAt, fields, data });
  await insertDelivery(tx, { ...row, id, event_id: eventId, body, created_at: createdAt });
  await enqueueRounds(tx, queue, event.org_id, [{ id, round: 1 }]);
  return id;
}

/** The outbox over the database: what commits with a batch's change is delivered, and nothing else is. */
export function createWebhookOutbox(dependencies: OutboxDependencies): WebhookOutbox {
  const { clock, entropy, secretBox, policy } = dependencies;
  return {
    async attach(tx, owner, webhook) {
      requireWebhookUrl(webhook.url, policy, "body.webhook.url");
      const secret = webhook.secret ?? newWebhookSecret(entropy);
      const events = uniqueEvents(webhook.events);
      const kept = { url: webhook.url, events, sealed_secret: secretBox.seal(secret) };
      await insertBatchWebhook(tx, owner, kept, clock.now());
      const attached = { url: webhook.url, events };
      return webhook.secret === undefined ? { ...attached, secret } : attached;
    },

    describe: listBatchWebhooks,

    async emit(tx, event) {
      const webhook = await findWebhookFor(tx, event.org_id, event.batch_id);
      if (webhook === undefined || !webhook.events.includes(event.type)) return;
      await writeEvent(tx, dependencies, { ...event, webhook_id: webhook.id });
    },
  };
}

/** The events that a webhook asks for, each once; those that end something unless it names others. */
export function uniqueEvents(events: readonly WebhookEventType[] | undefined): WebhookEventType[] {
  return [...new Set(events ?? DEFAULT_WEBHOOK_EVENTS)];
}
