import type { ReactNode } from "react";
import { formatDuration } from "../../format/durations.ts";
import { plural } from "../../format/plural.ts";
import type { MarkKind, PlacedState, TimelineMark } from "./timeline-layout.ts";
import { pollWords } from "./timeline-marks.ts";
import { MarkShape } from "./timeline-shapes.tsx";

interface Props {
  polls: readonly TimelineMark[];
  deliveries: readonly TimelineMark[];
  spans: readonly PlacedState[];
  hasExpected: boolean;
  laterDeliveries: number;
}

/** Says in words what the axis shows, and names the states too short for a label of their own. */
export function TimelineKey({ polls, deliveries, spans, hasExpected, laterDeliveries }: Props) {
  const short = spans.filter(({ label }) => label === null);
  const made = deliveries.filter(({ kind }) => kind !== "planned");
  return (
    <figcaption className="mt-1 flex flex-wrap gap-x-5 gap-y-1 text-xs text-secondary tabular-nums">
      {short.length === 0 ? null : (
        <span>
          {short
            .map(({ status, durationMs }) => `${status} ${formatDuration(durationMs)}`)
            .join(" · ")}
        </span>
      )}
      {polls.length === 0 ? null : <Key kinds={["changed", "unchanged"]}>{pollWords(polls)}</Key>}
      {made.length === 0 ? null : (
        <Key kinds={[made.some(({ kind }) => kind === "failed") ? "failed" : "delivered"]}>
          {plural(made.length, "delivery attempt")}
        </Key>
      )}
      {laterDeliveries === 0 ? null : <span>{plural(laterDeliveries, "attempt")} later →</span>}
      {hasExpected ? (
        <span className="flex items-center gap-1.5">
          <span
            aria-hidden="true"
            className="h-2.5 w-4 rounded-xs border border-dashed border-running-fill bg-running-soft"
          />
          expected end
        </span>
      ) : null}
    </figcaption>
  );
}

function Key({ kinds, children }: { kinds: readonly MarkKind[]; children: ReactNode }) {
  return (
    <span className="flex items-center gap-1.5">
      <svg width={kinds.length * 12} height={12} aria-hidden="true">
        {kinds.map((kind, index) => (
          <MarkShape key={kind} x={index * 12 + 6} y={6} kind={kind} count={1} />
        ))}
      </svg>
      <span>{children}</span>
    </span>
  );
}
