import type { InboxAnswer } from "#contract/local.ts";
import { DELIVERY_TIMEOUT_MS } from "#contract/webhook-events.ts";

interface AnswerPreset {
  label: string;
  /** What follows for a delivery. */
  effect: string;
  answer: InboxAnswer;
}

/** The ways to answer that are worth a button each: every outcome that a delivery can have. */
export const ANSWER_PRESETS = {
  accept: {
    label: "Accept",
    effect: "200 at once: the delivery is done.",
    answer: { status: 200, delay_ms: 0, drop: false },
  },
  fail: {
    label: "Fail",
    effect: "500 each time: tried again, with longer and longer waits.",
    answer: { status: 500, delay_ms: 0, drop: false },
  },
  gone: {
    label: "Gone",
    effect: "410: the delivery stops for good, and the organisation's endpoint is disabled.",
    answer: { status: 410, delay_ms: 0, drop: false },
  },
  hang: {
    label: "Hang",
    effect: "Later than the 10 s that a delivery waits: a time-out, then another try.",
    answer: { status: 200, delay_ms: DELIVERY_TIMEOUT_MS + 2_000, drop: false },
  },
  drop: {
    label: "Drop",
    effect: "The connection breaks without an answer: tried again.",
    answer: { status: 200, delay_ms: 0, drop: true },
  },
} as const satisfies Record<string, AnswerPreset>;

export type PresetName = keyof typeof ANSWER_PRESETS;

/** Which preset an answer is; `custom` when none. */
export function presetOf(answer: InboxAnswer): PresetName | "custom" {
  for (const name of Object.keys(ANSWER_PRESETS) as PresetName[] /* its own keys */) {
    const { status, delay_ms, drop } = ANSWER_PRESETS[name].answer;
    // Of a dropped connection nothing else is ever seen.
    if (drop && answer.drop) return name;
    if (status === answer.status && delay_ms === answer.delay_ms && drop === answer.drop)
      return name;
  }
  return "custom";
}

/** What an answer does to a delivery, in a sentence. */
export function answerEffect(answer: InboxAnswer): string {
  const name = presetOf(answer);
  if (name !== "custom") return ANSWER_PRESETS[name].effect;
  if (answer.delay_ms >= DELIVERY_TIMEOUT_MS) return ANSWER_PRESETS.hang.effect;
  const wait = answer.delay_ms === 0 ? "at once" : `after ${answer.delay_ms} ms`;
  if (answer.status === 410) return `410 ${wait}: the delivery stops for good, and the organisation's endpoint is disabled.`;
  const isTaken = answer.status >= 200 && answer.status < 300;
  return `${answer.status} ${wait}: ${isTaken ? "the delivery is done." : "tried again, with longer and longer waits."}`;
}
