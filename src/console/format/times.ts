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

/** `2026-11-25`, a day and no moment: it is the same day in every zone. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** `25 Nov 2026`: the date alone. A day that comes without a time is that day everywhere. */
export function formatDate(moment: Moment, { timeZone }: TimeZoneOption = {}): string {
  const zone = typeof moment === "string" && DAY.test(moment) ? "UTC" : timeZone;
  return format(moment, {
    day: "numeric",
    month: "short",
    year: "numeric",
    ...(zone === undefined ? {} : { timeZone: zone }),
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

/** How times are written: how long ago, by the reader's clock, or in UTC. */
export const TIME_STYLES = ["relative", "local", "utc"] as const;
export type TimeStyle = (typeof TIME_STYLES)[number];

const WRITTEN: Record<TimeStyle, (moment: Moment, nowMs: number) => string> = {
  relative: formatRelativeTime,
  local: (moment) => formatLocalTime(moment),
  utc: formatUtcTime,
};

/** A moment in a style. */
export function formatMoment(moment: Moment, style: TimeStyle, nowMs: number): string {
  return WRITTEN[style](moment, nowMs);
}

/** The same moment in the two other styles, on one line, for who hovers. */
export function formatOtherways(moment: Moment, style: TimeStyle, nowMs: number): string {
  const others = TIME_STYLES.filter((other) => other !== style);
  return others.map((other) => formatMoment(moment, other, nowMs)).join(" · ");
}

/** A moment where only its exact time will do: in UTC when times are, else by the reader's clock. */
export function formatExactTime(moment: Moment, style: TimeStyle): string {
  return style === "utc" ? formatUtcTime(moment) : formatLocalTime(moment);
}

/** By their options: to make one takes a hundred times as long as to use it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function format(moment: Moment, options: Intl.DateTimeFormatOptions): string {
  const epochMs = toEpochMs(moment);
  if (Number.isNaN(epochMs)) return String(moment);
  const key = JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat("en-GB", options);
  formats.set(key, known);
  return known.format(epochMs);
}
