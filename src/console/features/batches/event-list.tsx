import { isTerminal } from "#contract/batch-states.ts";
import type { Batch, BatchEvent } from "#contract/batches.ts";
import { formatDuration } from "../../format/durations.ts";
import { ExactTime } from "../../ui/exact-time.tsx";
import { StateShape } from "../../ui/state-shape.tsx";
import type { Tone } from "../../ui/tone.ts";
import { useNow } from "../../ui/use-now.ts";
import { outcomeWords } from "./outcome-words.ts";
import { eventDurations } from "./state-spans.ts";

const KIND_WORDS = {
  status_changed: "state",
  lane_selected: "lane selected",
  rung_climbed: "next rung",
  unit_retried: "unit run again",
  upstream_begun: "handed to the provider",
  upstream_ended: "back from the provider",
  cancel_requested: "cancel asked for",
  settled: "settled",
} as const satisfies Record<BatchEvent["kind"], string>;

interface Props {
  batch: Batch;
  events: readonly BatchEvent[];
}

/** Everything that happened, in order, with how long each state lasted. */
export function EventList({ batch, events }: Props) {
  const now = useNow(1_000);
  const durations = eventDurations(batch, events, now);
  const startMs = Date.parse(batch.created_at);
  return (
    <ol aria-label="Events" className="text-sm">
      {events.map((event) => {
        const lastedMs = durations.get(event.sequence);
        return (
          <li
            key={event.sequence}
            className="grid grid-cols-[1rem_minmax(0,1fr)_auto] gap-x-3 gap-y-0.5 border-b border-line py-2 last:border-b-0 sm:grid-cols-[4.5rem_1rem_7.5rem_minmax(0,1fr)_auto]"
          >
            <ExactTime
              timeOnly
              at={event.at}
              className="text-muted max-sm:order-last max-sm:col-start-2"
            />
            <StateShape tone={toneOf(event, batch)} size={14} className="mt-0.75" />
            <span className="font-medium">{event.status ?? KIND_WORDS[event.kind]}</span>
            <span className="min-w-0 break-words text-secondary max-sm:order-last max-sm:col-span-2 max-sm:col-start-2">
              {event.message}
            </span>
            <span className="text-right whitespace-nowrap text-secondary tabular-nums max-sm:row-start-1 max-sm:col-start-3">
              {lastedMs === undefined ? (
                <span className="text-muted">
                  +{formatDuration(Date.parse(event.at) - startMs)}
                </span>
              ) : (
                formatDuration(lastedMs)
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function toneOf({ kind, status }: BatchEvent, batch: Batch): Tone {
  if (kind === "rung_climbed" || kind === "unit_retried" || kind === "cancel_requested")
    return "attention";
  if (kind !== "status_changed" || status === null) return "neutral";
  if (isTerminal(status)) return outcomeWords(batch).tone;
  return status === batch.status ? "running" : "done";
}
