import { isTerminal, type BatchStatus } from "#contract/batch-states.ts";
import type { Batch, BatchEvent } from "#contract/batches.ts";
import type { Delivery } from "#contract/webhooks.ts";
import { useMemo } from "react";
import { useApi } from "../../api/api-provider.tsx";
import { useExchanges } from "../../api/ledger.ts";
import { formatClock, formatDuration, formatDurationRange } from "../../format/durations.ts";
import { useNow } from "../../ui/use-now.ts";
import { estimateFinish, type ProgressSample } from "./finish-estimate.ts";
import { outcomeWords } from "./outcome-words.ts";
import { type StateSpan, stateSpans } from "./state-spans.ts";
import { layoutTimeline, type TimelineLayout } from "./timeline-layout.ts";
import { TimelineKey } from "./timeline-key.tsx";
import { deliveryMarks, pollMarks } from "./timeline-marks.ts";
import { MarkShape } from "./timeline-shapes.tsx";
import { useWidth } from "./use-width.ts";

interface Props {
  batch: Batch;
  events: readonly BatchEvent[];
  deliveries: readonly Delivery[];
  samples: readonly ProgressSample[];
}

const SEGMENT_Y = 24;
const SEGMENT_PX = 28;
const POLLS_Y = 70;
const DELIVERIES_Y = 92;
const TICKS_Y = 108;
const HEIGHT = 128;
/** The poll that brings the end comes this soon after it. */
const LAST_POLL_MS = 20_000;
/** Where a label would run over the right edge it stands left of its line. */
const LABEL_ROOM_PX = 60;

/** States, polls and deliveries of a batch on one axis, with now, the expected end and the deadline. */
export function Timeline({ batch, events, deliveries, samples }: Props) {
  const now = useNow(1_000);
  const { environment } = useApi();
  const exchanges = useExchanges(environment.id);
  const [frame, widthPx] = useWidth<HTMLDivElement>();
  const isOver = isTerminal(batch.status);
  const endMs = batch.completed_at === null ? now : Date.parse(batch.completed_at);
  const spans = stateSpans(batch, events, now);
  const allPolls = useMemo(() => pollMarks(exchanges, batch.id), [exchanges, batch.id]);
  // Of a batch that has ended only what saw it run: looking it up later is no part of what happened.
  const polls = isOver ? allPolls.filter(({ atMs }) => atMs <= endMs + LAST_POLL_MS) : allPolls;
  const marks = deliveryMarks(deliveries);
  const expected = expectedEnd(batch, samples, now);
  const layout = layoutTimeline(
    { startMs: Date.parse(batch.created_at), endMs, isOver, states: spans, polls, deliveries: marks, expected },
    Math.max(1, widthPx),
  );
  const deadline = isOver ? null : `deadline in ${formatClock(Date.parse(batch.sla_deadline) - now)} →`;
  return (
    <figure className="min-w-0">
      <div ref={frame} style={{ height: HEIGHT }}>
        {widthPx === 0 ? null : (
          <svg
            width={widthPx}
            height={HEIGHT}
            role="img"
            aria-label={description(spans, batch, expected, now)}
            className="block overflow-hidden text-xs"
          >
            <StateRow layout={layout} />
            <MarkRow layout={layout} widthPx={widthPx} />
            <Ticks layout={layout} />
            <EndLine layout={layout} widthPx={widthPx} word={isOver ? outcomeWords(batch).word : "now"} />
            {deadline === null ? null : (
              <text x={widthPx} y={14} textAnchor="end" className="fill-muted">
                {deadline}
              </text>
            )}
          </svg>
        )}
      </div>
      <TimelineKey
        polls={polls}
        deliveries={marks}
        spans={layout.states}
        hasExpected={layout.expected !== null}
        laterDeliveries={layout.laterDeliveries}
      />
    </figure>
  );
}

/** The end as it is expected, as moments; undefined while that cannot be said. */
function expectedEnd(batch: Batch, samples: readonly ProgressSample[], nowMs: number) {
  if (isTerminal(batch.status) || batch.cancel_requested) return undefined;
  const { total, completed, failed, cancelled } = batch.counts;
  const estimate = estimateFinish(samples, total - completed - failed - cancelled, nowMs);
  if (estimate.kind !== "range") return undefined;
  return { fromMs: nowMs + estimate.fromMs, toMs: nowMs + estimate.toMs };
}

function description(
  spans: readonly StateSpan[],
  batch: Batch,
  expected: { fromMs: number; toMs: number } | undefined,
  nowMs: number,
): string {
  const states = spans.map(({ status, fromMs, toMs }) => `${status} ${formatDuration(toMs - fromMs)}`);
  const end = isTerminal(batch.status)
    ? `, then ${outcomeWords(batch).word}`
    : expected === undefined
      ? ""
      : `; the end is expected in ${formatDurationRange(expected.fromMs - nowMs, expected.toMs - nowMs)}`;
  return `Time axis: ${states.join(", ")}${end}. The list below has every event.`;
}

const WAITING_STATES: readonly BatchStatus[] = ["pending", "queued", "routing"];

function StateRow({ layout }: { layout: TimelineLayout }) {
  return layout.states.map(({ status, x, width, durationMs, label }) => {
    const isWaiting = WAITING_STATES.includes(status);
    return (
      <g key={status}>
        <rect
          x={x}
          y={SEGMENT_Y}
          width={width}
          height={SEGMENT_PX}
          rx={Math.min(3, width / 2)}
          className={isWaiting ? "fill-waiting-soft stroke-edge" : "fill-running-soft stroke-running-fill/40"}
        >
          <title>{`${status} · ${formatDuration(durationMs)}`}</title>
        </rect>
        {label === null ? null : (
          <text
            x={x + 8}
            y={SEGMENT_Y + 18}
            className={isWaiting ? "pointer-events-none fill-waiting-text" : "pointer-events-none fill-running-text"}
          >
            {label}
          </text>
        )}
      </g>
    );
  });
}

function MarkRow({ layout, widthPx }: { layout: TimelineLayout; widthPx: number }) {
  const { polls, deliveries, expected } = layout;
  return (
    <>
      {polls.length === 0 ? null : (
        <line x1={0} x2={widthPx} y1={POLLS_Y} y2={POLLS_Y} className="stroke-line" />
      )}
      {expected === null ? null : (
        <rect
          x={expected.x}
          y={SEGMENT_Y + 8}
          width={expected.width}
          height={SEGMENT_PX - 16}
          rx={3}
          className="fill-running-soft stroke-running-fill/50 [stroke-dasharray:3_2]"
        >
          <title>Expected end</title>
        </rect>
      )}
      {polls.map((mark) => (
        <MarkShape key={mark.x} {...mark} y={POLLS_Y} />
      ))}
      {deliveries.length === 0 ? null : (
        <line x1={0} x2={widthPx} y1={DELIVERIES_Y} y2={DELIVERIES_Y} className="stroke-line" />
      )}
      {deliveries.map((mark) => (
        <MarkShape key={mark.x} {...mark} y={DELIVERIES_Y} />
      ))}
    </>
  );
}

function Ticks({ layout }: { layout: TimelineLayout }) {
  return layout.ticks.map(({ x, label }) => (
    <g key={label}>
      <line x1={x + 0.5} x2={x + 0.5} y1={TICKS_Y - 4} y2={TICKS_Y} className="stroke-edge" />
      <text x={x} y={TICKS_Y + 14} className="fill-muted tabular-nums">
        {label}
      </text>
    </g>
  ));
}

function EndLine({ layout, widthPx, word }: { layout: TimelineLayout; widthPx: number; word: string }) {
  const { endX } = layout;
  const isAtEdge = endX > widthPx - LABEL_ROOM_PX;
  const isNow = word === "now";
  // The deadline stands at the right of this row: where the two would meet, "now" goes without saying.
  const isShown = !isNow || endX < widthPx - 190;
  return (
    <>
      <line
        x1={endX}
        x2={endX}
        y1={4}
        y2={TICKS_Y - 6}
        className={isNow ? "stroke-running-fill [stroke-dasharray:2_3]" : "stroke-edge-strong"}
      />
      {isShown ? (
        <text
          x={isAtEdge ? endX - 6 : endX + 6}
          y={14}
          textAnchor={isAtEdge ? "end" : "start"}
          className={isNow ? "fill-running-text" : "fill-secondary"}
        >
          {word}
        </text>
      ) : null}
    </>
  );
}
