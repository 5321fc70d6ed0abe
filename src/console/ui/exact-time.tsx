import {
  formatExactTime,
  formatLocalTime,
  formatTimeOfDay,
  formatUtcTime,
  type Moment,
  toEpochMs,
} from "../format/times.ts";
import { useTimeStyle } from "./time-style.ts";

type ExactTimeProps = {
  at: Moment;
  /** The time of day alone, where rows share a date. */
  timeOnly?: boolean | undefined;
  className?: string | undefined;
};

/** A moment to the second, by the reader's clock or, where times are written so, in UTC. Hovering tells both. */
export function ExactTime({ at, timeOnly = false, className }: ExactTimeProps) {
  const style = useTimeStyle();
  const epochMs = toEpochMs(at);
  const timeOfDay = () => formatTimeOfDay(at, style === "utc" ? "utc" : "local");
  return (
    <time
      dateTime={Number.isNaN(epochMs) ? undefined : new Date(epochMs).toISOString()}
      title={`${formatLocalTime(at)} · ${formatUtcTime(at)}`}
      className={className}
    >
      {timeOnly ? timeOfDay() : formatExactTime(at, style)}
    </time>
  );
}
