import type { Batch } from "#contract/batches.ts";
import type { Delivery } from "#contract/webhooks.ts";
import { plural } from "../../format/plural.ts";
import type { Tone } from "../../ui/tone.ts";

export interface WebhookState {
  word: "none" | "armed" | "delivering" | "delivered" | "retrying" | "gave up" | "gone";
  tone: Tone;
  note: string;
  /** When the next attempt is due. */
  nextAttemptAt: string | null;
}

/** Where the webhook of a batch stands, by what it is armed for and the newest delivery. */
export function webhookState(
  webhook: Batch["webhook"],
  deliveries: readonly Delivery[],
): WebhookState {
  const newest = deliveries[0];
  if (newest === undefined) {
    if (webhook === null) {
      return {
        word: "none",
        tone: "neutral",
        note: "Polling alone tells the end",
        nextAttemptAt: null,
      };
    }
    return { word: "armed", tone: "waiting", note: armedNote(webhook), nextAttemptAt: null };
  }
  const last = newest.attempts.at(-1);
  const answer = last?.status_code ?? last?.error?.code ?? "no answer";
  const tries = plural(newest.attempts.length, "attempt");
  const nextAttemptAt = newest.next_attempt_at;
  switch (newest.status) {
    case "delivered":
      return {
        word: "delivered",
        tone: "done",
        note: `${newest.type}, answered ${answer}`,
        nextAttemptAt: null,
      };
    case "gone":
      return {
        word: "gone",
        tone: "failed",
        note: "The receiver answered 410",
        nextAttemptAt: null,
      };
    case "failed":
      return {
        word: "gave up",
        tone: "failed",
        note: `${answer} after ${tries}`,
        nextAttemptAt: null,
      };
    case "pending":
      return newest.attempts.length === 0
        ? { word: "delivering", tone: "running", note: newest.type, nextAttemptAt }
        : { word: "retrying", tone: "attention", note: `${answer} after ${tries}`, nextAttemptAt };
  }
}

/** The receiver's address, short: the host, or of a local inbox its number. */
function armedNote({ url, events }: NonNullable<Batch["webhook"]>): string {
  const what = events.length === 1 ? (events[0] ?? "") : plural(events.length, "event");
  if (!URL.canParse(url)) return what;
  const { host, pathname } = new URL(url);
  const inbox = /inbox_[0-9a-z]+/.exec(pathname)?.[0];
  return `${what} → ${inbox === undefined ? host : "local inbox"}`;
}

const SOON_MS = 2_000;
const LATEST_MS = 60_000;

/** Milliseconds until deliveries are asked for again; false when none is to be expected. */
export function deliveryPollMs(
  batch: Pick<Batch, "webhook" | "completed_at">,
  deliveries: readonly Delivery[],
  nowMs: number,
): number | false {
  const pending = deliveries.filter(({ status }) => status === "pending");
  if (pending.length > 0) {
    const due = pending.map(({ next_attempt_at }) => Date.parse(next_attempt_at ?? "") || nowMs);
    // A moment after the attempt there is something to see of it.
    return Math.min(Math.max(SOON_MS, Math.min(...due) - nowMs + SOON_MS / 2), LATEST_MS);
  }
  if (batch.webhook === null || batch.completed_at === null) return false;
  const isEndTold = deliveries.some(({ created_at }) => created_at >= (batch.completed_at ?? ""));
  // The outbox writes the delivery within seconds of the end; a webhook that is not armed for it gets none.
  return !isEndTold && nowMs - Date.parse(batch.completed_at) < 15_000 ? SOON_MS : false;
}
