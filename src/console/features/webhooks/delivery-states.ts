import type { Delivery } from "#contract/webhooks.ts";
import type { Tone } from "../../ui/tone.ts";

type Attempt = Delivery["attempts"][number];

/** A delivery that waits for another attempt needs a look as soon as one has failed. */
export function deliveryTone({ status, attempts }: Pick<Delivery, "status" | "attempts">): Tone {
  if (status === "delivered") return "done";
  if (status === "failed") return "failed";
  if (status === "gone") return "attention";
  return attempts.length === 0 ? "running" : "attention";
}

const WORDS: Record<Delivery["status"], string> = {
  pending: "On its way: not yet taken by the receiver.",
  delivered: "The receiver answered with a 2xx.",
  failed: "No attempt arrived. It is sent again only when you ask for it.",
  gone: "The receiver answered 410 and is not asked again.",
};

/** What a delivery's status means, in a sentence. */
export function deliveryWords(status: Delivery["status"]): string {
  return WORDS[status];
}

/** How an attempt ended: the status code, or why no answer came, and whether it was taken. */
export function attemptOutcome(attempt: Pick<Attempt, "status_code" | "error">): {
  tone: Tone;
  word: string;
} {
  const { status_code, error } = attempt;
  if (status_code === null) return { tone: "failed", word: error?.code ?? "no answer" };
  const isTaken = status_code >= 200 && status_code < 300;
  return { tone: isTaken ? "done" : "failed", word: String(status_code) };
}

const SOON_MS = 1_000;
/** New deliveries may come at any time, so that a list is never left alone for longer. */
const CALM_MS = 10_000;
/** After the moment of an attempt, for the attempt itself. */
const ATTEMPT_MS = 400;

/** Milliseconds to the next look at a list of deliveries: soon after the next attempt is due, calmly when none is. */
export function deliveriesPollMs(
  deliveries: readonly Pick<Delivery, "status" | "next_attempt_at">[],
  nowMs: number,
): number {
  const waits = deliveries
    .filter(({ status }) => status === "pending")
    .map(({ next_attempt_at }) =>
      next_attempt_at === null ? 0 : Date.parse(next_attempt_at) - nowMs + ATTEMPT_MS,
    );
  if (waits.length === 0) return CALM_MS;
  return Math.min(CALM_MS, Math.max(SOON_MS, Math.min(...waits)));
}
