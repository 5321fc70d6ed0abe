import type { Moment } from "../format/times.ts";
import { RelativeTime } from "./relative-time.tsx";
import { StatusBadge } from "./status-badge.tsx";

type StaleBadgeProps = {
  /** When the shown figures came. */
  since: Moment;
  /** Why newer ones did not come, as in "The gateway does not answer". */
  reason?: string | undefined;
  className?: string | undefined;
};

/** Says that what is shown is the last good answer, and how old it is. */
export function StaleBadge({ since, reason, className }: StaleBadgeProps) {
  return (
    <StatusBadge tone="attention" title={reason} className={className}>
      <span>
        Stale, as of <RelativeTime at={since} isOwnTime />
      </span>
    </StatusBadge>
  );
}
