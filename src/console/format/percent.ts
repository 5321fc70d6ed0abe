/**
 * `806, 1319` → `61 %`. Rounds towards the middle, so that `0 %` means none and `100 %` means all; `0 of 0` is `0 %`.
 */
export function formatShare(part: number, total: number): string {
  return `${sharePercent(part, total)}\u00a0%`;
}

/** The whole percent that `formatShare` writes. */
export function sharePercent(part: number, total: number): number {
  if (total <= 0 || part <= 0) return 0;
  if (part >= total) return 100;
  return Math.min(99, Math.max(1, Math.round((part / total) * 100)));
}

/** `0.059` → `5.9 %`: at most two decimals, for rates and fees. */
export function formatPercent(ratio: number): string {
  return `${Number((ratio * 100).toFixed(2))}\u00a0%`;
}
