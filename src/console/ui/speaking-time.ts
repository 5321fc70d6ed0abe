/** The last thing a live region said, and when. */
export type Spoken = { message: string; atMs: number };

/**
 * How long a message must wait so that no two are spoken closer than the interval: 0 when it may be said at once,
 * undefined when there is nothing new to say.
 */
export function speakingDelayMs(
  message: string,
  last: Spoken | undefined,
  nowMs: number,
  intervalMs: number,
): number | undefined {
  if (message === (last?.message ?? "")) return undefined;
  if (last === undefined || message === "") return 0;
  return Math.max(0, last.atMs + intervalMs - nowMs);
}
