import { formatRelativeTime } from "../../format/times.ts";

/** What a screen reader hears of the countdown: at two minutes, at thirty seconds and at the end, never each second. */
export function lockAnnouncement(leftMs: number): string {
  if (leftMs <= 0) return "The quote ran out. Lock a new one.";
  if (leftMs <= 30_000) return "The quote runs out in less than 30 seconds.";
  return leftMs <= 120_000 ? "The quote runs out in less than 2 minutes." : "";
}

/** `The quote ran out 2 m ago`, in the words of a title. */
export function ranOutWords(expiresAt: string, nowMs: number): string {
  return `The quote ran out ${formatRelativeTime(expiresAt, nowMs)}`;
}
