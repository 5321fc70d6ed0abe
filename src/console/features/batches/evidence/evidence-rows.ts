import { BATCH_STATUSES, type BatchStatus } from "#contract/batch-states.ts";
import type { BatchEvent } from "#contract/batches.ts";
import type { PolledState } from "./polled-states.ts";
import type { ToldEvent } from "./told-events.ts";

/** One change of a batch, the poll that saw it first and the event that told it. */
export interface EvidenceRow {
  key: string;
  /** The state it went into; null for progress within one. */
  status: BatchStatus | null;
  /** Items done, where the change is progress. */
  done: number | null;
  atMs: number;
  /** Null where no poll of this tab saw it; `sawLater`: it saw the batch only when it was further on. */
  poll: { number: number; lagMs: number; sawLater: boolean } | null;
  told: ToldEvent | null;
  /** The receiver took it after it had taken something newer. */
  isLate: boolean;
}

/** Every change of state in order, and the progress that was told between, with who saw and who told it. */
export function evidenceRows(
  events: readonly BatchEvent[],
  polls: readonly PolledState[],
  told: readonly ToldEvent[],
): EvidenceRow[] {
  const changes = events.flatMap(({ kind, status, at, sequence }): EvidenceRow[] => {
    if (kind !== "status_changed" || status === null) return [];
    const atMs = Date.parse(at);
    const event = told.find((one) => one.status === status) ?? null;
    const poll = seenAt(polls, atMs, (state) => rank(state.status) >= rank(status));
    const sawLater = poll !== undefined && poll.status !== status;
    return [row(`state ${sequence}`, { status, done: null, atMs, event, poll, sawLater })];
  });
  const progress = told.flatMap((event): EvidenceRow[] => {
    if (event.status !== null) return [];
    const { done, createdMs: atMs, event_id } = event;
    const poll = seenAt(polls, atMs, (state) => state.done >= done);
    const sawLater = poll !== undefined && poll.done > done;
    return [row(event_id, { status: null, done, atMs, event, poll, sawLater })];
  });
  const rows = [...changes, ...progress].toSorted((a, b) => a.atMs - b.atMs);
  return rows.map((one, at) => ({ ...one, isLate: isTakenAfter(one, rows.slice(at + 1)) }));
}

function rank(status: BatchStatus): number {
  return BATCH_STATUSES.indexOf(status);
}

/**
 * The first poll that saw a change. The very first poll of a tab that already finds it says nothing of when it could have
 * been seen, unless it came soon after.
 */
function seenAt(
  polls: readonly PolledState[],
  atMs: number,
  sees: (state: PolledState) => boolean,
): PolledState | undefined {
  const at = polls.findIndex(sees);
  const poll = polls[at];
  if (poll === undefined) return undefined;
  return at === 0 && poll.atMs - atMs > LOOKED_LATER_MS ? undefined : poll;
}

/** A tab that first looked this long after a change was not watching when it came. */
const LOOKED_LATER_MS = 20_000;

interface Found {
  status: BatchStatus | null;
  done: number | null;
  atMs: number;
  event: ToldEvent | null;
  poll: PolledState | undefined;
  sawLater: boolean;
}

function row(key: string, { status, done, atMs, event, poll, sawLater }: Found): EvidenceRow {
  return {
    key,
    status,
    done,
    atMs,
    // The two clocks may differ by a little: nothing is seen before it happened.
    poll:
      poll === undefined
        ? null
        : { number: poll.number, lagMs: Math.max(0, poll.atMs - atMs), sawLater },
    told: event,
    isLate: false,
  };
}

function isTakenAfter({ told }: EvidenceRow, newer: readonly EvidenceRow[]): boolean {
  const takenMs = told?.takenMs ?? null;
  if (takenMs === null) return false;
  return newer.some((one) => one.told?.takenMs != null && one.told.takenMs < takenMs);
}
