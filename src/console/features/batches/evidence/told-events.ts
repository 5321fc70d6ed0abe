import { BATCH_STATUSES, type BatchStatus } from "#contract/batch-states.ts";
import { isRecord } from "#contract/manifest/prompt.ts";
import type { Delivery } from "#contract/webhooks.ts";

/** An event of a batch as its webhook told it. */
export interface ToldEvent {
  event_id: string;
  /** The newest delivery of it. */
  delivery_id: string;
  type: Delivery["type"];
  /** The state that it tells of; null for progress. */
  status: BatchStatus | null;
  /** Items that were over and done with when it was written. */
  done: number;
  /** When it was written. */
  createdMs: number;
  /** When the receiver first took it; null while it has not. */
  takenMs: number | null;
  attempts: number;
  /** How often the receiver took it: above 1 it has it twice, with the same id. */
  takenCount: number;
}

/** What was told of a batch, oldest first, the deliveries of one event together. */
export function toldEvents(deliveries: readonly Delivery[]): ToldEvent[] {
  const events = new Map<string, ToldEvent>();
  const oldestFirst = deliveries.toSorted((a, b) => a.created_at.localeCompare(b.created_at));
  for (const delivery of oldestFirst) {
    const { event_id, id, type, created_at, attempts, body } = delivery;
    const taken = attempts.filter(({ status_code }) => isTaken(status_code));
    const times = taken.map(({ at, duration_ms }) => Date.parse(at) + duration_ms);
    const known = events.get(event_id);
    events.set(event_id, {
      event_id,
      delivery_id: id,
      type,
      status: statusOf(type),
      done: doneIn(body),
      createdMs: known?.createdMs ?? Date.parse(created_at),
      takenMs: known?.takenMs ?? times[0] ?? null,
      attempts: (known?.attempts ?? 0) + attempts.length,
      takenCount: (known?.takenCount ?? 0) + taken.length,
    });
  }
  return [...events.values()];
}

function isTaken(statusCode: number | null): boolean {
  return statusCode !== null && statusCode >= 200 && statusCode < 300;
}

function statusOf(type: Delivery["type"]): BatchStatus | null {
  if (type === "batch.submitted") return "pending";
  return BATCH_STATUSES.find((status) => type === `batch.${status}`) ?? null;
}

function doneIn(body: string): number {
  try {
    const event: unknown = JSON.parse(body);
    if (!isRecord(event) || !isRecord(event.data)) return 0;
    const { items_completed, items_failed, items_cancelled } = event.data;
    return [items_completed, items_failed, items_cancelled].reduce<number>(
      (sum, count) => sum + (typeof count === "number" ? count : 0),
      0,
    );
  } catch {
    return 0;
  }
}
