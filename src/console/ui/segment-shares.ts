import { formatCount } from "../format/counts.ts";
import { sharePercent } from "../format/percent.ts";
import type { Tone } from "./tone.ts";

/** One part of a whole: its state, its word and how many. */
export type ProgressPart = { id: string; tone: Tone; word: string; count: number };

/** Percent of the whole that no part that exists is drawn below: one failure in a million is still seen. */
const LEAST_PERCENT = 0.6;

/**
 * The width of each part in percent of the whole, in the order given. Parts of nothing get 0; all others at least
 * `LEAST_PERCENT`, which the wide ones make room for; the sum is 100 unless all are 0.
 */
export function segmentShares(parts: readonly ProgressPart[]): number[] {
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  if (total === 0) return parts.map(() => 0);
  const exact = parts.map((part) => (part.count / total) * 100);
  const isSmall = exact.map((share) => share > 0 && share < LEAST_PERCENT);
  const reserved = isSmall.filter(Boolean).length * LEAST_PERCENT;
  const wide = exact.reduce((sum, share, index) => sum + (isSmall[index] ? 0 : share), 0);
  return exact.map((share, index) =>
    isSmall[index] ? LEAST_PERCENT : (share / wide) * (100 - reserved),
  );
}

/** What a progress bar says of itself: the finished percent, and every part in words. */
export function describeProgress(parts: readonly ProgressPart[]): { now: number; text: string } {
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  const finished = parts.reduce(
    (sum, part) => (part.tone === "waiting" || part.tone === "running" ? sum : sum + part.count),
    0,
  );
  const words = parts
    .filter((part) => part.count > 0)
    .map((part) => `${formatCount(part.count)} ${part.word}`);
  const now = sharePercent(finished, total);
  return { now, text: `${now} percent: ${words.join(", ") || "nothing yet"}` };
}
