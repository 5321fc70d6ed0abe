import type { SchemeVerdict } from "#contract/webhook-verification.ts";
import type { Tone } from "../../ui/tone.ts";

/** Both schemes' verdicts on one delivery. */
export interface Verdicts {
  hex: SchemeVerdict;
  standard: SchemeVerdict;
}

/** Both verdicts in a word, with its tone; undefined verdicts mean that there is no secret to check with. */
export function verdictOf(verdicts: Verdicts | undefined): {
  tone: Tone;
  word: string;
  why: string;
} {
  if (verdicts === undefined) {
    return {
      tone: "waiting",
      word: "not checked",
      why: "This tab does not hold the secret; open the row and paste it.",
    };
  }
  const { hex, standard } = verdicts;
  if (hex.valid && standard.valid)
    return { tone: "done", word: "signature valid", why: "By both schemes." };
  if (hex.valid || standard.valid) {
    return {
      tone: "attention",
      word: "valid by one scheme",
      why: hex.valid ? "By the hex scheme." : "By Standard Webhooks.",
    };
  }
  return {
    tone: "failed",
    word: "signature invalid",
    why: `${hex.reason ?? ""} ${standard.reason ?? ""}`.trim(),
  };
}
