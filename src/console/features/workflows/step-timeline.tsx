import type { BatchEvent } from "#contract/batches.ts";
import type { AgentRun } from "#contract/workflows.ts";
import { formatDuration } from "../../format/durations.ts";
import { classNames } from "../../ui/class-names.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StateShape } from "../../ui/state-shape.tsx";
import { toneFill } from "../../ui/tone.ts";
import { runTimeline, type TimelineStep } from "./run-timeline.ts";

interface StepTimelineProps {
  run: AgentRun;
  events: readonly BatchEvent[];
}

/** The run's steps one below the other, each with how long it took and what happened in it. */
export function StepTimeline({ run, events }: StepTimelineProps) {
  const steps = runTimeline(run, events);
  return (
    <ol className="rounded-lg border border-line bg-raised">
      {steps.map((step) => (
        <Step key={step.name} step={step} />
      ))}
    </ol>
  );
}

function Step({ step }: { step: TimelineStep }) {
  const { name, tone, at, durationMs, bar, notes } = step;
  return (
    <li className="flex gap-3 border-b border-line px-4 py-3 last:border-b-0">
      <StateShape tone={tone} size={16} className="mt-0.5" />
      <div className="min-w-0 grow">
        <div className="flex flex-wrap items-baseline gap-x-3">
          <span className={classNames("font-medium", at === null && "text-muted")}>{name}</span>
          {at === null ? null : <RelativeTime at={at} className="text-sm text-muted" />}
          <span className="ml-auto text-sm tabular-nums">
            {durationMs === null ? (tone === "running" ? "now" : "") : formatDuration(durationMs)}
          </span>
        </div>
        {bar === null ? null : (
          <div className="mt-2 h-1 overflow-hidden rounded-full bg-wash" aria-hidden="true">
            <div
              className={classNames("state-shape h-full rounded-full", toneFill[tone])}
              style={{ marginLeft: `${bar.start * 100}%`, width: `${bar.length * 100}%` }}
            />
          </div>
        )}
        {notes.length === 0 ? null : (
          <ul className="mt-2 flex flex-col gap-0.5 text-sm text-secondary">
            {notes.map((note) => (
              <li key={`${note.at} ${note.text}`} className="flex gap-3">
                <span className="w-16 shrink-0 text-right text-muted tabular-nums">
                  +{formatDuration(note.offsetMs)}
                </span>
                <span className="min-w-0 break-words">{note.text}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}
