import { type BatchOutcome, batchOutcome } from "#contract/batch-states.ts";
import type { Batch } from "#contract/batches.ts";
import { formatCount } from "../../format/counts.ts";
import { plural } from "../../format/plural.ts";
import { batchTone } from "../../layout/lifecycle.ts";
import type { Tone } from "../../ui/tone.ts";

/** What the words of an outcome are made of. */
export type OutcomeFacts = Pick<Batch, "status" | "counts" | "cancel_requested" | "error">;

export interface OutcomeWords {
  outcome: BatchOutcome;
  tone: Tone;
  /** For the badge: the state as the API spells it, and what of it is not as hoped. */
  word: string;
  /** How it ended, in a sentence or two; null while it runs and when there is nothing to add. */
  sentence: string | null;
}

/** How a batch stands: five ends told apart by word, shape and tone, of which only the wholly good one is green. */
export function outcomeWords(batch: OutcomeFacts): OutcomeWords {
  const outcome = batchOutcome(batch);
  const tone = batchTone(batch);
  const { counts } = batch;
  const notDone = counts.total - counts.completed - counts.failed;
  const delivered = `${formatCount(counts.completed)} of ${plural(counts.total, "item")}`;
  switch (outcome) {
    case "running":
      return { outcome, ...runningWords(batch), sentence: null };
    case "completed":
      return { outcome, tone, word: "completed", sentence: null };
    case "completed_with_failures":
      return {
        outcome,
        tone,
        word: `completed, ${formatCount(counts.failed)} failed`,
        sentence: `${delivered} ${counts.completed === 1 ? "has an answer" : "have an answer"}. The others have a reason each, in the error file.`,
      };
    case "all_failed":
      return {
        outcome,
        tone,
        word:
          counts.total === 1
            ? "completed, its item failed"
            : `completed, all ${formatCount(counts.total)} failed`,
        sentence:
          "No item has an answer, so there is no output file. Each has its reason in the error file.",
      };
    case "failed":
      return { outcome, tone, word: "failed", sentence: failedSentence(batch) };
    case "cancelled":
      return {
        outcome,
        tone,
        word: `cancelled, ${formatCount(counts.completed)} delivered`,
        sentence: `${endedEarly(counts)} ${plural(notDone, "item")} had not been done and cost nothing.`,
      };
    case "expired":
      return {
        outcome,
        tone,
        word: `expired, ${formatCount(counts.completed)} delivered`,
        sentence: `The deadline passed before the work was done. ${endedEarly(counts)} ${plural(notDone, "item")} had not been done and cost nothing.`,
      };
  }
}

function runningWords({ status, cancel_requested }: OutcomeFacts): { tone: Tone; word: string } {
  if (cancel_requested) return { tone: "running", word: "cancelling" };
  const isWaiting = status === "pending" || status === "queued";
  return { tone: isWaiting ? "waiting" : "running", word: status };
}

function endedEarly({ completed }: Batch["counts"]): string {
  if (completed === 0) return "No item was done.";
  return `${plural(completed, "item")} ${completed === 1 ? "was" : "were"} done, delivered and charged.`;
}

function failedSentence({ error, counts }: OutcomeFacts): string {
  const why = error === null ? "The batch could not be run to its end." : error.message;
  return `${/[.!?]$/.test(why) ? why : `${why}.`} ${endedEarly(counts)}`;
}

/** The share of items that are over and done with, from 0 to 1. */
export function doneShare({ counts }: Pick<Batch, "counts">): number {
  const done = counts.completed + counts.failed + counts.cancelled;
  return counts.total === 0 ? 0 : done / counts.total;
}
