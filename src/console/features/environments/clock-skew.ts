/**
 * How far another clock is ahead of this one, in milliseconds (below zero: behind). What it said is taken to be of the
 * middle of the way there and back, so half of that way is the most the answer can be wrong by.
 */
export function clockSkewMs(theirNowMs: number, sentAtMs: number, receivedAtMs: number): number {
  return Math.round(theirNowMs - (sentAtMs + receivedAtMs) / 2);
}
