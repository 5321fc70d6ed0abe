import { isTerminal } from "#contract/batch-states.ts";
import type { ReactNode } from "react";
import { formatClock } from "../../format/durations.ts";
import { formatRelativeTime } from "../../format/times.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StaleBadge } from "../../ui/stale-badge.tsx";
import { useNow } from "../../ui/use-now.ts";
import { type LiveBatch, useIsPolling } from "./use-live-batch.ts";

/** How old the figures are, when they come next, and the hand on the switch. It ticks, so it stands in no live region. */
export function PollStatus({ live }: { live: LiveBatch }) {
  const { batch, error, updatedAtMs, nextPollAtMs, isPaused, setPaused, pollNow } = live;
  const now = useNow(1_000, "browser");
  if (batch === undefined) return null;
  const next = { batchId: batch.id, nextPollAtMs, now };
  if (error !== null) {
    return (
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <StaleBadge since={updatedAtMs} reason={error.message} />
        <span>{error.message}</span>
        <NextPoll {...next} verb="next try" />
        <TextButton onPress={pollNow}>try now</TextButton>
      </span>
    );
  }
  if (isTerminal(batch.status)) {
    return (
      <span>
        final since <RelativeTime at={batch.completed_at ?? updatedAtMs} /> · polling has stopped
      </span>
    );
  }
  return (
    <span className="flex flex-wrap items-center gap-x-1.5">
      <span className="inline-block min-w-27">
        updated {formatRelativeTime(updatedAtMs, Math.max(now, updatedAtMs))}
      </span>
      <span aria-hidden="true">·</span>
      {isPaused ? (
        <span>
          paused, <TextButton onPress={pollNow}>poll now</TextButton>
        </span>
      ) : (
        <NextPoll {...next} verb="next poll" />
      )}
      <span aria-hidden="true">·</span>
      <TextButton onPress={() => setPaused(!isPaused)}>{isPaused ? "resume" : "pause"}</TextButton>
      <PaceSelect live={live} />
    </span>
  );
}

interface NextPollProps {
  batchId: string;
  nextPollAtMs: number | null;
  now: number;
  verb: string;
}

function NextPoll({ batchId, nextPollAtMs, now, verb }: NextPollProps) {
  const isPolling = useIsPolling(batchId);
  if (nextPollAtMs === null) return null;
  const leftMs = Math.max(0, nextPollAtMs - now);
  // Rounded up: "in 0 s" would say that it is overdue.
  const left = isPolling
    ? "now"
    : `in ${formatClock(Math.max(1_000, Math.ceil(leftMs / 1_000) * 1_000))}`;
  return (
    <span className="inline-block min-w-22">
      {verb} {left}
    </span>
  );
}

const PACES_MS = [1_000, 2_000, 5_000, 15_000, 60_000] as const;

/** How often to ask: by itself quick at first and slower when nothing changes, or as the reader says. */
function PaceSelect({ live: { paceMs, setPace } }: { live: LiveBatch }) {
  return (
    <select
      aria-label="Poll"
      value={paceMs ?? ""}
      onChange={({ target }) => setPace(target.value === "" ? null : Number(target.value))}
      className="h-6 rounded-sm border border-edge bg-raised px-1 text-sm text-secondary hover:text-ink pointer-coarse:min-h-11"
    >
      <option value="">at its own pace</option>
      {PACES_MS.map((ms) => (
        <option key={ms} value={ms}>
          every {formatClock(ms)}
        </option>
      ))}
    </select>
  );
}

function TextButton({ onPress, children }: { onPress: () => void; children: ReactNode }) {
  return (
    <button type="button" onClick={onPress} className="link text-secondary">
      {children}
    </button>
  );
}
