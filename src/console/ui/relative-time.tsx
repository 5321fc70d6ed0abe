import { formatMoment, formatOtherways, type Moment, toEpochMs } from "../format/times.ts";
import { useTimeStyle } from "./time-style.ts";
import { useNow } from "./use-now.ts";

type RelativeTimeProps = {
  at: Moment;
  /** For what this tab did itself, such as reading: it goes by this browser's clock, not by the gateway's. */
  isOwnTime?: boolean | undefined;
  className?: string | undefined;
};

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/**
 * How long ago or ahead, kept true while it is shown; or the exact time, where the person has times written so. Hovering
 * tells the other ways of writing it.
 */
export function RelativeTime({ at, isOwnTime = false, className }: RelativeTimeProps) {
  const style = useTimeStyle();
  const epochMs = toEpochMs(at);
  const whose = isOwnTime ? "browser" : "gateway";
  // Seconds are counted only next to now, and only where they are written; what is older changes by the minute.
  const roughlyNow = useNow(MINUTE_MS / 2, whose);
  const isTicking = style === "relative" && Math.abs(roughlyNow - epochMs) < MINUTE_MS;
  const now = useNow(isTicking ? SECOND_MS : MINUTE_MS / 2, whose);
  return (
    <time
      dateTime={Number.isNaN(epochMs) ? undefined : new Date(epochMs).toISOString()}
      title={formatOtherways(at, style, now)}
      className={className}
    >
      {formatMoment(at, style, now)}
    </time>
  );
}
