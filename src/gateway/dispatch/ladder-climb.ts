import type { Rung } from "#gateway/batches/ladder.ts";
import { type LaneAnswer, LaneFailure } from "#gateway/lanes/lane.ts";

/** What one item went through on one rung. */
export interface RungStep {
  rung: Rung;
  started_at: Date;
  ended_at: Date;
  /** Calls to the lane, or batches of it that the item was in. */
  attempts: number;
  outcome: "completed" | "failed" | "climbed" | "stopped";
  /** The code of the last failure, or why the lane was not called; null when there was none. */
  failure_code: string | null;
}

/**
 * How an item ended: answered; failed for good; `unserved` when every lane of its ladder was down; `stopped` when the
 * signal aborted before it was done.
 */
type ItemOutcome =
  | { kind: "completed"; rung: Rung; answer: LaneAnswer }
  | { kind: "failed"; rung: Rung; code: string; message: string }
  | { kind: "unserved"; message: string }
  | { kind: "stopped" };

export interface ItemRun {
  outcome: ItemOutcome;
  steps: RungStep[];
}

/** How far an item has come on its ladder, between two rungs. */
export interface ItemProgress {
  /** The place on the ladder of the rung that comes next, from 0. */
  at: number;
  steps: RungStep[];
  /** The failure on a rung left behind that says most of the item. */
  last: { rung: Rung; code: string; message: string } | null;
  /** Whether any lane looked at the item at all. */
  was_served: boolean;
}

/** Where every item begins. */
export const FIRST_RUNG: ItemProgress = { at: 0, steps: [], last: null, was_served: false };

/** What came of an item on one rung. */
export interface RungRun {
  result: LaneAnswer | LaneFailure | "stopped";
  attempts: number;
  started_at: Date;
  failure_code: string | null;
}

/**
 * What follows from an item's time on its rung: its end, or the way on to the next rung. A failure that is the item's own
 * ends it on the spot.
 */
export function afterRung(
  progress: ItemProgress,
  ladder: readonly Rung[],
  run: RungRun,
  ended_at: Date,
): ItemRun | ItemProgress {
  const rung = ladder[progress.at];
  if (rung === undefined) return offLadder(progress);
  const { result, started_at, attempts, failure_code } = run;
  const stepsWith = (outcome: RungStep["outcome"]): RungStep[] => [
    ...progress.steps,
    { rung, started_at, ended_at, attempts, outcome, failure_code },
  ];
  if (result === "stopped") return { outcome: { kind: "stopped" }, steps: stepsWith("stopped") };
  if (!(result instanceof LaneFailure))
    return { outcome: { kind: "completed", rung, answer: result }, steps: stepsWith("completed") };
  const was_served = progress.was_served || !result.skip_lane;
  const failure = { rung, code: result.code, message: result.message };
  // A lane that is down says nothing about the item, so a failure that does is told instead.
  const last = result.skip_lane && progress.last !== null ? progress.last : failure;
  if (result.retryable && progress.at + 1 < ladder.length)
    return { at: progress.at + 1, steps: stepsWith("climbed"), last, was_served };
  const outcome: ItemOutcome = was_served
    ? { kind: "failed", ...last }
    : { kind: "unserved", message: last.message };
  return { outcome, steps: stepsWith("failed") };
}

/** The end of an item that has no rung to go on to. */
export function offLadder({ steps }: ItemProgress): ItemRun {
  return { outcome: { kind: "unserved", message: "No lane is left for the item." }, steps };
}
