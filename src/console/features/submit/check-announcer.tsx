import { formatCount } from "../../format/counts.ts";
import { LiveRegion } from "../../ui/live-region.tsx";
import type { CheckState } from "./use-input-check.ts";

/** Says in a sentence how the check stands, for who does not see it. */
export function CheckAnnouncer({ state }: { state: CheckState | undefined }) {
  return <LiveRegion message={announcement(state)} />;
}

function announcement(state: CheckState | undefined): string {
  if (state?.status !== "done") return "";
  const { summary, bad_line_count } = state.result;
  return summary.issue_count === 0
    ? `All ${formatCount(summary.line_count)} lines are good.`
    : `${formatCount(bad_line_count)} of ${formatCount(summary.line_count)} lines cannot be taken.`;
}
