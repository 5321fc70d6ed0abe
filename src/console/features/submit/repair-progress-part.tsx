import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { ByteProgress } from "./byte-progress.tsx";
import type { RepairState } from "./use-repair.ts";

/** How far a repair is, or why it came to nothing. */
export function RepairProgressPart({
  state,
  onCancel,
}: {
  state: RepairState;
  onCancel: () => void;
}) {
  switch (state.status) {
    case "repairing":
      return (
        <ByteProgress
          label={state.progress.step === "repairing" ? "Repairing" : "Checking the repaired lines"}
          done={state.progress.bytes}
          total={state.progress.total}
          action={
            <Button size="small" onClick={onCancel}>
              Stop repairing
            </Button>
          }
        />
      );
    case "cancelled":
      return <p className="text-sm text-secondary">The repair was stopped; nothing was kept.</p>;
    case "failed":
      return (
        <Callout tone="failed" title="The input could not be repaired">
          {state.message}
        </Callout>
      );
    case "done":
      return null;
  }
}

/** How a repair ended, for who does not see it. */
export function announcement(state: RepairState | undefined): string {
  if (state?.status === "cancelled") return "The repair was stopped.";
  if (state?.status === "failed") return `The input could not be repaired. ${state.message}`;
  if (state?.status !== "done") return "";
  const { issue_count } = state.outcome.check.summary;
  return issue_count === 0 ? "Repaired; every line is good." : "Repaired; some issues are left.";
}
