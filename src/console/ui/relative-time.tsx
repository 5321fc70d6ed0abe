import { useState } from "react";
import {
  formatLocalTime,
  formatRelativeTime,
  formatUtcTime,
  type Moment,
  toEpochMs,
} from "../format/times.ts";
import { gatewayNow } from "./gateway-clock.ts";
import { useBrowserNow, useNow } from "./use-now.ts";

type RelativeTimeProps = {
  at: Moment;
  /** For what this tab did itself, such as reading: it goes by this browser's clock, not by the gateway's. */
  isOwnTime?: boolean | undefined;
  className?: string | undefined;
};

const MINUTE_MS = 60_000;

/** How long ago or ahead, kept true while it is shown; hovering tells the time here and in UTC. */
export function RelativeTime({ at, isOwnTime = false, className }: RelativeTimeProps) {
  const epochMs = toEpochMs(at);
  const [shownAtMs] = useState(isOwnTime ? Date.now : gatewayNow);
  // Seconds are counted only next to now; what is older changes by the minute.
  const isNear = Math.abs(shownAtMs - epochMs) < MINUTE_MS;
  const intervalMs = isNear ? 1000 : MINUTE_MS / 2;
  const gatewayTime = useNow(intervalMs);
  const browserTime = useBrowserNow(intervalMs);
  const now = isOwnTime ? browserTime : gatewayTime;
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
