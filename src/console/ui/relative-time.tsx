import { useState } from "react";
import {
  formatLocalTime,
  formatRelativeTime,
  formatUtcTime,
  type Moment,
  toEpochMs,
} from "../format/times.ts";
import { useNow } from "./use-now.ts";

type RelativeTimeProps = { at: Moment; className?: string | undefined };

const MINUTE_MS = 60_000;

/** How long ago or ahead, kept true while it is shown; hovering tells the time here and in UTC. */
export function RelativeTime({ at, className }: RelativeTimeProps) {
  const epochMs = toEpochMs(at);
  const [shownAtMs] = useState(Date.now);
  // Seconds are counted only next to now; what is older changes by the minute.
  const isNear = Math.abs(shownAtMs - epochMs) < MINUTE_MS;
  const now = useNow(isNear ? 1000 : MINUTE_MS / 2);
  return (
    <time
      dateTime={Number.isNaN(epochMs) ? undefined : new Date(epochMs).toISOString()}
      title={`${formatLocalTime(at)} · ${formatUtcTime(at)}`}
      className={className}
    >
      {formatRelativeTime(at, now)}
    </time>
  );
}
