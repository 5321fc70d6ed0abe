/** What a screen reader hears of the countdown: at two minutes, at thirty seconds and at the end, never each second. */
export function lockAnnouncement(leftMs: number): string {
  if (leftMs <= 0) return "The quote ran out. Lock a new one.";
  if (leftMs <= 30_000) return "The quote runs out in less than 30 seconds.";
  return leftMs <= 120_000 ? "The quote runs out in less than 2 minutes." : "";
}

/** Made when it is first asked for: that takes long, and most pages that bring this never do. */
let ago: Intl.RelativeTimeFormat | undefined;

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** `The quote ran out 2 minutes ago`: one whole unit, rounded down. */
export function ranOutWords(expiresAt: string, nowMs: number): string {
  const sinceMs = Math.max(0, nowMs - Date.parse(expiresAt));
  const [unit, sizeMs] = UNITS.find(([, size]) => sinceMs >= size) ?? UNITS[3];
  ago ??= new Intl.RelativeTimeFormat("en-US");
  return `The quote ran out ${ago.format(-Math.floor(sinceMs / sizeMs), unit)}`;
}
