import type { BatchOutcome } from "#contract/batch-states.ts";
import { AlarmClockOff, Ban, type LucideIcon, Unplug } from "lucide-react";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { doneShare, type OutcomeFacts, outcomeWords } from "./outcome-words.ts";

/** Ends that share a tone with another have a drawing of their own. */
const DRAWINGS: Partial<Record<BatchOutcome, LucideIcon>> = {
  failed: Unplug,
  cancelled: Ban,
  expired: AlarmClockOff,
};

/** How a batch stands or how it ended, by word, shape and colour. */
export function OutcomeBadge({ batch }: { batch: OutcomeFacts }) {
  const { outcome, tone, word } = outcomeWords(batch);
  const Drawing = DRAWINGS[outcome];
  return (
    <StatusBadge tone={tone} progress={doneShare(batch)} plain={Drawing !== undefined}>
      {Drawing === undefined ? null : <Drawing size={13} aria-hidden="true" />}
      {word}
    </StatusBadge>
  );
}
