import { isTerminal } from "#contract/batch-states.ts";
import type { Batch, BatchEvent } from "#contract/batches.ts";
import type { Delivery } from "#contract/webhooks.ts";
import { useMemo } from "react";
import { useApi } from "../../api/api-provider.tsx";
import { useExchangesWhere } from "../../api/ledger.ts";
import { formatClock, formatDuration, formatDurationRange } from "../../format/durations.ts";
import { useNow } from "../../ui/use-now.ts";
import { estimateFinish, type ProgressSample } from "./finish-estimate.ts";
import { outcomeWords } from "./outcome-words.ts";
import { type StateSpan, stateSpans } from "./state-spans.ts";
import { layoutTimeline } from "./timeline-layout.ts";
import { TimelineKey } from "./timeline-key.tsx";
import { isPollOf } from "./evidence/polled-states.ts";
import { deliveryMarks, pollMarks } from "./timeline-marks.ts";
import {
  EndLine,
  ExpectedEnd,
  MarkRow,
  placeRows,
  StateRow,
  Ticks,
  TICKS_PX,
} from "./timeline-rows.tsx";
import { useElementWidth } from "../../ui/use-element-width.ts";

interface Props {
  batch: Batch;
  events: readonly BatchEvent[];
  deliveries: readonly Delivery[];
  samples: readonly ProgressSample[];
}

/** The poll that brings the end comes this soon after it. */
const LAST_POLL_MS = 20_000;
/** States, polls and deliveries of a batch on one axis, with now, the expected end and the deadline. */
export function Timeline({ batch, events, deliveries, samples }: Props) {
  const now = useNow(1_000);
  const { environment } = useApi();
  const exchanges = useExchangesWhere(environment.id, (exchange) => isPollOf(exchange, batch.id));
  const [frame, measuredPx] = useElementWidth<HTMLDivElement>();
  const widthPx = Math.floor(measuredPx ?? 0);
  const isOver = isTerminal(batch.status);
  const allPolls = useMemo(() => pollMarks(exchanges, batch.id), [exchanges, batch.id]);
  // The clock of the page ticks once a second, and a poll may be newer than its last tick.
  const endMs =
    batch.completed_at === null
      ? Math.max(now, allPolls.at(-1)?.atMs ?? 0)
      : Date.parse(batch.completed_at);
  // Of a batch that has ended only what saw it run: looking it up later is no part of what happened.
  const polls = isOver ? allPolls.filter(({ atMs }) => atMs <= endMs + LAST_POLL_MS) : allPolls;
  const marks = deliveryMarks(deliveries);
  const spans = stateSpans(batch, events, endMs);
  const expected = expectedEnd(batch, samples, now);
  const layout = layoutTimeline(
    {
      startMs: Date.parse(batch.created_at),
      endMs,
      isOver,
      states: spans,
      polls,
      deliveries: marks,
      expected,
    },
    Math.max(1, widthPx),
  );
  // Room is kept for what a running batch is about to have: nothing jumps when it comes.
  const rows = placeRows(!isOver || polls.length > 0, marks.length > 0 || batch.webhook !== null);
  const height = rows.ticksY + TICKS_PX;
  const deadline = isOver
    ? null
    : `deadline in ${formatClock(Date.parse(batch.sla_deadline) - now)} →`;
  return (
    <figure className="min-w-0">
      <div ref={frame} style={{ height }}>
        {widthPx === 0 ? null : (
          <svg
            width={widthPx}
            height={height}
            // On paper the axis is as wide as the sheet, whatever it was on the screen.
            viewBox={`0 0 ${widthPx} ${height}`}
            role="img"
            aria-label={description(spans, batch, expected, now)}
            className="block max-w-full overflow-hidden text-xs print:h-auto"
          >
            <StateRow layout={layout} />
            {layout.expected === null ? null : <ExpectedEnd {...layout.expected} />}
            <MarkRow y={rows.pollsY} marks={layout.polls} widthPx={widthPx} />
            <MarkRow y={rows.deliveriesY} marks={layout.deliveries} widthPx={widthPx} />
            <Ticks layout={layout} y={rows.ticksY} />
            <EndLine
              layout={layout}
              widthPx={widthPx}
              bottomY={rows.ticksY - 6}
              word={isOver ? outcomeWords(batch).word : "now"}
            />
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
  const states = spans.map(
    ({ status, fromMs, toMs }) => `${status} ${formatDuration(toMs - fromMs)}`,
  );
  const end = isTerminal(batch.status)
    ? `, then ${outcomeWords(batch).word}`
    : expected === undefined
      ? ""
      : `; the end is expected in ${formatDurationRange(expected.fromMs - nowMs, expected.toMs - nowMs)}`;
  return `Time axis: ${states.join(", ")}${end}. The list below has every event.`;
}
