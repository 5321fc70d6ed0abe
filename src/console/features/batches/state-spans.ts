import { type BatchStatus, isTerminal } from "#contract/batch-states.ts";
import type { Batch, BatchEvent } from "#contract/batches.ts";

/** How long a batch was in a state; `isOpen` for the one it is in. */
export interface StateSpan {
  status: BatchStatus;
  fromMs: number;
  toMs: number;
  isOpen: boolean;
}

/**
 * The states that a batch went through, in order, from its events; the last one lasts until `nowMs` while the batch
 * runs. Terminal states have no span: they do not end.
 */
export function stateSpans(
  batch: Pick<Batch, "status" | "created_at" | "completed_at">,
  events: readonly BatchEvent[],
  nowMs: number,
): StateSpan[] {
  const changes = events.flatMap(({ kind, status, at }) =>
    kind === "status_changed" && status !== null ? [{ status, atMs: Date.parse(at) }] : [],
  );
  // The events come by a call of their own and may be a poll behind, or not there yet.
  if (changes.length === 0)
    changes.push({ status: batch.status, atMs: Date.parse(batch.created_at) });
  const endMs = batch.completed_at === null ? nowMs : Date.parse(batch.completed_at);
  return changes.flatMap(({ status, atMs }, index) => {
    if (isTerminal(status)) return [];
    const next = changes[index + 1];
    const toMs = Math.max(atMs, next?.atMs ?? endMs);
    return [
      { status, fromMs: atMs, toMs, isOpen: next === undefined && batch.completed_at === null },
    ];
  });
}

/** Milliseconds that each status change lasted, by the event's sequence; for the open one, until `nowMs`. */
export function eventDurations(
  batch: Pick<Batch, "status" | "created_at" | "completed_at">,
  events: readonly BatchEvent[],
  nowMs: number,
): ReadonlyMap<number, number> {
  const changes = events.filter(({ kind, status }) => kind === "status_changed" && status !== null);
  const durations = new Map<number, number>();
  for (const [index, event] of changes.entries()) {
    if (event.status === null || isTerminal(event.status)) continue;
    const endMs = batch.completed_at === null ? nowMs : Date.parse(batch.completed_at);
    const next = changes[index + 1];
    const toMs = next === undefined ? endMs : Date.parse(next.at);
    durations.set(event.sequence, Math.max(0, toMs - Date.parse(event.at)));
  }
  return durations;
}
