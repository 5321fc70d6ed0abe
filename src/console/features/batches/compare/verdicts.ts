import type { Tone } from "../../../ui/tone.ts";

/** What became of an item from one batch to a later one. */
export const VERDICTS = [
  "changed",
  "fixed",
  "broken",
  "failed",
  "same",
  "only_earlier",
  "only_later",
] as const;
export type Verdict = (typeof VERDICTS)[number];

export function isVerdict(word: string | null): word is Verdict {
  return VERDICTS.some((verdict) => verdict === word);
}

interface VerdictWords {
  label: string;
  /** For the hover text. */
  meaning: string;
  tone: Tone;
}

/** Each verdict in words; only what is better or worse than before has a colour. */
export const VERDICT_WORDS: Readonly<Record<Verdict, VerdictWords>> = {
  changed: { label: "Changed", meaning: "Both have an answer, and they differ", tone: "attention" },
  fixed: { label: "Fixed", meaning: "Failed in the earlier, answered in the later", tone: "done" },
  broken: {
    label: "Broken",
    meaning: "Answered in the earlier, failed in the later",
    tone: "failed",
  },
  failed: { label: "Both failed", meaning: "No answer in either batch", tone: "waiting" },
  same: { label: "Same", meaning: "Both have the same answer", tone: "neutral" },
  only_earlier: {
    label: "Only earlier",
    meaning: "The later batch has no such item",
    tone: "neutral",
  },
  only_later: {
    label: "Only later",
    meaning: "The earlier batch has no such item",
    tone: "neutral",
  },
};
