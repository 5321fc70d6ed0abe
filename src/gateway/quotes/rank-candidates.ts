import type { RoutingMode } from "#contract/quotes.ts";
import type { Candidate } from "./lane-candidate.ts";
import { secondsOf } from "./lane-time.ts";

/** What each figure counts for in `balanced`; together 1. */
export const BALANCED_WEIGHTS = { price: 0.5, success_rate: 0.3, backlog: 0.2 } as const;

/** `sla_aware` prefers lanes that would end within this share of the promised window: the rest is room for retries. */
const COMFORTABLE_SHARE_OF_WINDOW = 0.5;

/** Each from 0 (the worst of the candidates) to 1 (the best). */
export interface Score {
  price: number;
  success_rate: number;
  backlog: number;
}

/** The scores of candidates among themselves, in their order; where all are alike, all are the best. */
export function scoresOf(candidates: readonly Candidate[]): Score[] {
  const price = goodness(candidates.map(({ subtotal_micros }) => -Number(subtotal_micros)));
  const success = goodness(candidates.map(({ success_rate }) => success_rate));
  const backlog = goodness(candidates.map(({ time }) => -time.wait_seconds));
  return candidates.map((_, at) => ({
    price: price[at] ?? 1,
    success_rate: success[at] ?? 1,
    backlog: backlog[at] ?? 1,
  }));
}

/** Places figures of which more is better between the least (0) and the most (1), to four decimals. */
function goodness(figures: readonly number[]): number[] {
  const least = Math.min(...figures);
  const most = Math.max(...figures);
  if (most === least) return figures.map(() => 1);
  return figures.map((figure) => Math.round(((figure - least) / (most - least)) * 10_000) / 10_000);
}

/** A candidate with its score, as rankings see it. */
export interface Scored {
  candidate: Candidate;
  score: Score;
}

/**
 * The candidates from the best to the worst by a routing mode; ties keep their order, which is that of the models asked for.
 * - `cheapest`: by price, then by time.
 * - `fastest`: by time, then by price.
 * - `sla_aware`: those that end comfortably within the window first; among them by price over success rate, so that a
 *   lane that fails one call in ten counts as a tenth dearer.
 * - `balanced`: by the weighted sum of the scores.
 */
export function rankCandidates<Entry extends Scored>(
  entries: readonly Entry[],
  mode: RoutingMode,
  windowSeconds: number,
): Entry[] {
  return entries
    .map((entry) => ({ entry, keys: rankingKeys(entry, mode, windowSeconds) }))
    .toSorted((left, right) => compareKeys(left.keys, right.keys))
    .map(({ entry }) => entry);
}

/** Whether a candidate leaves room for retries within the window, even if it goes slowly. */
export function isComfortable({ time }: Candidate, windowSeconds: number): boolean {
  return time.late_seconds <= windowSeconds * COMFORTABLE_SHARE_OF_WINDOW;
}

/** The weighted sum by which `balanced` ranks, from 0 to 1. */
export function balancedScore(score: Score): number {
  const { price, success_rate, backlog } = BALANCED_WEIGHTS;
  return score.price * price + score.success_rate * success_rate + score.backlog * backlog;
}

/** Numbers to compare in order, less being better. */
function rankingKeys(
  { candidate, score }: Scored,
  mode: RoutingMode,
  windowSeconds: number,
): number[] {
  const price = Number(candidate.subtotal_micros);
  const seconds = secondsOf(candidate.time);
  switch (mode) {
    case "cheapest":
      return [price, seconds];
    case "fastest":
      return [seconds, price];
    case "sla_aware":
      return [
        isComfortable(candidate, windowSeconds) ? 0 : 1,
        price / Math.max(candidate.success_rate, 0.01),
        seconds,
      ];
    case "balanced":
      return [-balancedScore(score), price];
  }
}

function compareKeys(left: readonly number[], right: readonly number[]): number {
  for (const [at, key] of left.entries()) {
    const difference = key - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
