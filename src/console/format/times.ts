import { formatClock } from "./durations.ts";

/** A moment: an RFC 3339 string as the API sends it, milliseconds since the epoch, or a date. */
export type Moment = string | number | Date;

/** A time zone by its IANA name; the browser's own when none is given. */
export type TimeZoneOption = { timeZone?: string | undefined };

/** Milliseconds since the epoch; NaN when the text is no time. */
export function toEpochMs(moment: Moment): number {
  return typeof moment === "string" ? Date.parse(moment) : Number(moment);
}

/** `2026-11-25T01:12:04Z` → `25 Nov 2026, 02:12:04 GMT+1`, in the reader's zone; a broken time is given back as it came. */
export function formatLocalTime(moment: Moment, { timeZone }: TimeZoneOption = {}): string {
  return format(moment, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
    ...(timeZone === undefined ? {} : { timeZone }),
  });
}

/** `2026-11-25T01:12:04.250Z` → `2026-11-25 01:12:04 UTC`. */
export function formatUtcTime(moment: Moment): string {
  const epochMs = toEpochMs(moment);
  if (Number.isNaN(epochMs)) return String(moment);
  return `${new Date(epochMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** `02:12:04`: the time of day alone, for rows that share a date. */
export function formatTimeOfDay(moment: Moment, { timeZone }: TimeZoneOption = {}): string {
  return format(moment, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    ...(timeZone === undefined ? {} : { timeZone }),
  });
}

/** `25 Nov 2026`: the date alone. */
export function formatDate(moment: Moment, { timeZone }: TimeZoneOption = {}): string {
  return format(moment, {
    day: "numeric",
    month: "short",
    year: "numeric",
    ...(timeZone === undefined ? {} : { timeZone }),
  });
}

/** `12 s ago`, `in 3 m`, `just now`: one unit, rounded down; older than 30 days it is the date. */
export function formatRelativeTime(moment: Moment, nowMs: number): string {
  const epochMs = toEpochMs(moment);
  if (Number.isNaN(epochMs)) return String(moment);
  const distanceMs = Math.abs(nowMs - epochMs);
  if (distanceMs < 1000) return "just now";
  if (distanceMs >= 30 * 86_400_000) return formatDate(moment);
  const [figure, unit] = formatClock(distanceMs).split("\u00a0");
  const distance = `${figure ?? ""}\u00a0${unit ?? ""}`;
  return epochMs <= nowMs ? `${distance}\u00a0ago` : `in\u00a0${distance}`;
}

function format(moment: Moment, options: Intl.DateTimeFormatOptions): string {
  const epochMs = toEpochMs(moment);
  if (Number.isNaN(epochMs)) return String(moment);
  return new Intl.DateTimeFormat("en-GB", options).format(epochMs);
}
