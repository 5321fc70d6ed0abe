import { BATCH_STATES, isTerminal } from "#contract/batch-states.ts";
import type { Batch, BatchEvent } from "#contract/batches.ts";
import type { UpstreamShare } from "#contract/batch-records.ts";
import { formatClock } from "../../format/durations.ts";
import { plural } from "../../format/plural.ts";

/** Below this a wait is not worth a word. */
const QUIET_MS = 5_000;

/** What a running batch is doing or waiting for, in a sentence or two; null once it has ended. */
export function waitingReason(
  batch: Pick<Batch, "status" | "counts" | "running_items" | "cancel_requested" | "upstream">,
  events: readonly BatchEvent[],
  nowMs: number,
): string | null {
  const { status, counts, running_items, cancel_requested, upstream = [] } = batch;
  if (isTerminal(status)) return null;
  if (cancel_requested && BATCH_STATES[status].cancelRefusal === null) {
    return upstream.length > 0
      ? "Cancelling: the provider was asked to end what it has; what it has done by then is joined and settled."
      : "Cancelling: what runs is being stopped, and what was done is then joined and settled.";
  }
  if (upstream.length > 0) return upstreamReason(upstream, nowMs);
  const left = counts.total - counts.completed - counts.failed - counts.cancelled;
  const waiting = Math.max(0, left - running_items);
  const { meaning } = BATCH_STATES[status];
  const since = events.findLast(({ kind }) => kind === "status_changed")?.at;
  const forMs = since === undefined ? 0 : nowMs - Date.parse(since);
  const forHowLong = forMs < QUIET_MS ? "" : ` For ${formatClock(forMs)} now.`;
  switch (status) {
    case "dispatched":
      return running_items > 0
        ? `${plural(running_items, "item")} on ${running_items === 1 ? "its lane" : "their lanes"}; no answer is back yet.${forHowLong}`
        : `No lane has a free place for this batch yet.${forHowLong}`;
    case "processing":
      return processingReason(running_items, waiting, events);
    case "completing":
      return meaning;
    default:
      return `${meaning}${forHowLong}`;
  }
}

/** A shorter wait is over before it is read. */
const SHORTEST_WAIT_MS = 1_000;

/** What providers have as batches of their own, how far they are, and when they are asked again. */
function upstreamReason(shares: readonly UpstreamShare[], nowMs: number): string {
  const sum = (of: (share: UpstreamShare) => number): number =>
    shares.reduce((total, share) => total + of(share), 0);
  const items = sum((share) => share.items);
  const batches = sum((share) => share.batches);
  const done = sum((share) => share.completed + share.failed);
  const lookMs = Math.min(...shares.map(({ next_look_at }) => Date.parse(next_look_at))) - nowMs;
  const next = lookMs >= SHORTEST_WAIT_MS ? `in ${formatClock(lookMs)}` : "now";
  const where = batches === 1 ? "a batch of its own" : `${batches} batches of its own`;
  if (shares.every(({ since }) => since === null))
    return `${plural(items, "item")} ${be(items)} being handed to the provider as ${where}.`;
  const share = done === 0 ? "It has told of none done yet" : `It has done ${done} of them`;
  return `${plural(items, "item")} ${be(items)} with the provider as ${where}. ${share}, and is asked again ${next}.`;
}

function processingReason(running: number, waiting: number, events: readonly BatchEvent[]): string {
  if (running === 0 && waiting > 0) {
    const retried = events.findLast(({ kind }) => kind === "unit_retried");
    const why = retried === undefined ? "" : ` ${retried.message}`;
    return `${plural(waiting, "item")} ${waiting === 1 ? "waits" : "wait"} for a free place on a lane; none is on one at this moment.${why}`;
  }
  if (waiting > 0) {
    return `${plural(running, "item")} on lanes, ${plural(waiting, "item")} queued behind for a free place.`;
  }
  return running === 0
    ? "The last answers are being written down."
    : running === 1
      ? "The last item is on its lane."
      : `The last ${plural(running, "item")} are on their lanes.`;
}

function be(count: number): string {
  return count === 1 ? "is" : "are";
}
