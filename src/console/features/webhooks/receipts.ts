import type { InboxReceipt } from "#contract/local.ts";

/** What a receipt's body says of the event in it. */
export interface ReceivedEvent {
  id: string;
  type: string;
  /** Unix seconds. */
  created: number;
  batch_id: string | null;
  run_id: string | null;
}

/** A receipt as it is shown. */
export interface ReceiptView {
  receipt: InboxReceipt;
  /** In the order of arrival, from 1. */
  number: number;
  /** Null when the body is no event. */
  event: ReceivedEvent | null;
  /** The number of the first arrival of the same event; null when this is the first. */
  duplicate_of: number | null;
  /** The number of a receipt that came before this one, of a later event of the same batch or run. */
  overtaken_by: number | null;
}

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** The event in a body, by the envelope alone, so that a newer gateway's event is shown as well; null when it is none. */
export function readEvent(body: string): ReceivedEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return null;
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
  // Any JSON object has values of unknown kinds by name.
  const { id, type, created, batch_id, run_id } = value as Record<string, unknown>;
  if (typeof id !== "string" || typeof type !== "string") return null;
  return {
    id,
    type,
    created: typeof created === "number" ? created : 0,
    batch_id: textOrNull(batch_id),
    run_id: textOrNull(run_id),
  };
}

/** `evt_` and the nine characters of an id that tell its millisecond. */
const ID_TIME_CHARACTERS = 13;

/** Whether one event was made before another: by its seconds, and within one by the time that stands in its id. */
function isBefore(a: ReceivedEvent, b: ReceivedEvent): boolean {
  if (a.created !== b.created) return a.created < b.created;
  return a.id.slice(0, ID_TIME_CHARACTERS) < b.id.slice(0, ID_TIME_CHARACTERS);
}

const ownerOf = ({ batch_id, run_id }: ReceivedEvent): string => run_id ?? batch_id ?? "";

/**
 * Marks what a receiver has to be ready for: the same event twice, and events of one batch or run in another order than they
 * were made. Takes and gives the newest first.
 */
export function viewReceipts(newestFirst: readonly InboxReceipt[]): ReceiptView[] {
  const firstArrivals = new Map<string, number>();
  /** By batch or run: the latest event so far. */
  const latest = new Map<string, { event: ReceivedEvent; number: number }>();
  const views = newestFirst.toReversed().map((receipt, index): ReceiptView => {
    const number = index + 1;
    const event = readEvent(receipt.body);
    if (event === null) return { receipt, number, event, duplicate_of: null, overtaken_by: null };
    const first = firstArrivals.get(event.id);
    if (first !== undefined)
      return { receipt, number, event, duplicate_of: first, overtaken_by: null };
    firstArrivals.set(event.id, number);
    const owner = ownerOf(event);
    const before = latest.get(owner);
    const isOvertaken = before !== undefined && isBefore(event, before.event);
    if (!isOvertaken) latest.set(owner, { event, number });
    return {
      receipt,
      number,
      event,
      duplicate_of: null,
      overtaken_by: isOvertaken ? before.number : null,
    };
  });
  return views.toReversed();
}
