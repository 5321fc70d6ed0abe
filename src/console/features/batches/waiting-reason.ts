import { BATCH_STATES, isTerminal } from "#contract/batch-states.ts";
import type { Batch, BatchEvent } from "#contract/batches.ts";
import { formatClock } from "../../format/durations.ts";
import { plural } from "../../format/plural.ts";

/** Below this a wait is not worth a word. */
const QUIET_MS = 5_000;

/** What a running batch is doing or waiting for, in a sentence or two; null once it has ended. */
export function waitingReason(
  batch: Pick<Batch, "status" | "counts" | "running_items" | "cancel_requested">,
  events: readonly BatchEvent[],
  nowMs: number,
): string | null {
  const { status, counts, running_items, cancel_requested } = batch;
  if (isTerminal(status)) return null;
  if (cancel_requested && BATCH_STATES[status].cancelRefusal === null) {
    return "Cancelling: what runs is being stopped, and what was done is then joined and settled.";
  }
  const left = counts.total - counts.completed - counts.failed - counts.cancelled;
  const waiting = Math.max(0, left - running_items);
  const { meaning } = BATCH_STATES[status];
  const since = events.findLast(({ kind }) => kind === "status_changed")?.at;
  const forMs = since === undefined ? 0 : nowMs - Date.parse(since);
  const forHowLong = forMs < QUIET_MS ? "" : ` For ${formatClock(forMs)} now.`;
  switch (status) {
    case "dispatched":
      return running_items > 0
        ? `${plural(running_items, "item")} on their lanes; no answer is back yet.${forHowLong}`
        : `No lane has a free place for this batch yet.${forHowLong}`;
    case "processing":
      return processingReason(running_items, waiting, events);
    case "completing":
      return meaning;
    default:
      return `${meaning}${forHowLong}`;
  }
}

function processingReason(running: number, waiting: number, events: readonly BatchEvent[]): string {
  if (running === 0 && waiting > 0) {
    const retried = events.findLast(({ kind }) => kind === "unit_retried");
    const why = retried === undefined ? "" : ` ${retried.message}`;
    return `${plural(waiting, "item")} wait for a free place on a lane; none is on one at this moment.${why}`;
  }
  if (waiting > 0) {
    return `${plural(running, "item")} on lanes, ${plural(waiting, "item")} queued behind them for a free place.`;
  }
  return running === 0
    ? "The last answers are being written down."
    : `The last ${plural(running, "item")} are on their lanes.`;
}
