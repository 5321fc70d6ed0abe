import type { BatchId, OrgId, RunId } from "#contract/primitives.ts";
import type { WebhookEventType, WebhookInput } from "#contract/webhook-events.ts";
import type { Queryable, Transaction } from "../database/database.ts";

/** A webhook as its owner may see it again: never with the secret. */
export interface AttachedWebhook {
  url: string;
  events: WebhookEventType[];
}

interface OutboxEvent {
  type: WebhookEventType;
  org_id: OrgId;
  batch_id: BatchId;
  run_id: RunId | null;
  /** The fields beside the envelope (`batch_id`, `output_file_url`, …). */
  fields: Record<string, unknown>;
  /** The envelope's `data`. */
  data: Record<string, unknown>;
}

/** The webhooks' side that batches and runs see: handed in by `app.ts`. */
export interface WebhookOutbox {
  /** Ties a webhook to a batch or run in the caller's transaction; `secret` is there only when one was made now. */
  attach(
    tx: Transaction,
    owner: { org_id: OrgId; batch_id: BatchId; run_id: RunId | null },
    webhook: WebhookInput,
  ): Promise<AttachedWebhook & { secret?: string }>;
  /** The webhooks of these batches, those without one left out. */
  describe(
    queryable: Queryable,
    batchIds: readonly BatchId[],
  ): Promise<Map<BatchId, AttachedWebhook>>;
  /**
   * Writes an event to the outbox in the caller's transaction: to the batch's own webhook, else to the org's default
   * one, and only when that one asks for this type. It is delivered at least once, always with the same event id.
   */
  emit(tx: Transaction, event: OutboxEvent): Promise<void>;
}
