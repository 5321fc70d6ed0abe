import { formatClock } from "./durations.ts";

/** A moment: an RFC 3339 string as the API sends it, milliseconds since the epoch, or a date. */
export type Moment = string | number | Date;

/** Whose clock a time is read by: the reader's, or one in UTC. */
export type Clock = "local" | "utc";

/** Milliseconds since the epoch; NaN when the text is no time. */
export function toEpochMs(moment: Moment): number {
  return typeof moment === "string" ? Date.parse(moment) : Number(moment);
}

const MINUTE_MS = 60_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** How many minutes the clock is ahead of UTC at that moment. */
function minutesAhead(epochMs: number, clock: Clock): number {
  return clock === "utc" ? 0 : -new Date(epochMs).getTimezoneOffset();
}

/** `2026-11-25T02:12:04.250Z`: what the clock shows, in the form of UTC. */
function shownBy(epochMs: number, clock: Clock): string {
  // By hand: the platform's formats take a tenth of a second to be set up on a slow machine, more than all of a first page.
  return new Date(epochMs + minutesAhead(epochMs, clock) * MINUTE_MS).toISOString();
}

/** `UTC`, `UTC+1`, `UTC−3:30`. */
function zoneName(epochMs: number): string {
  const ahead = minutesAhead(epochMs, "local");
  if (ahead === 0) return "UTC";
  const [hours, minutes] = [Math.floor(Math.abs(ahead) / 60), Math.abs(ahead) % 60];
  const rest = minutes === 0 ? "" : `:${String(minutes).padStart(2, "0")}`;
  return `UTC${ahead < 0 ? "−" : "+"}${hours}${rest}`;
}

/** `2026-11-25T01:12:04Z` → `25 Nov 2026, 02:12:04 UTC+1`, by the reader's clock; a broken time is given back as it came. */
export function formatLocalTime(moment: Moment): string {
  const epochMs = toEpochMs(moment);
  if (Number.isNaN(epochMs)) return String(moment);
  return `${formatDate(epochMs)}, ${formatTimeOfDay(epochMs)} ${zoneName(epochMs)}`;
}

/** `2026-11-25T01:12:04.250Z` → `2026-11-25 01:12:04 UTC`. */
export function formatUtcTime(moment: Moment): string {
  const epochMs = toEpochMs(moment);
  if (Number.isNaN(epochMs)) return String(moment);
  return `${new Date(epochMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** `02:12:04`: the time of day alone, for rows that share a date. */
export function formatTimeOfDay(moment: Moment, clock: Clock = "local"): string {
  const epochMs = toEpochMs(moment);
  return Number.isNaN(epochMs) ? String(moment) : shownBy(epochMs, clock).slice(11, 19);
}

/** `2026-11-25`, a day and no moment: it is the same day in every zone. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** `25 Nov 2026`: the date alone, by the reader's clock. A day that comes without a time is that day everywhere. */
export function formatDate(moment: Moment): string {
  const epochMs = toEpochMs(moment);
  if (Number.isNaN(epochMs)) return String(moment);
  const isDay = typeof moment === "string" && DAY.test(moment);
  const [year, month, day] = shownBy(epochMs, isDay ? "utc" : "local").split(/[-T]/, 3);
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
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
