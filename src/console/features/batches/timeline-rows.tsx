import type { BatchStatus } from "#contract/batch-states.ts";
import { formatDuration } from "../../format/durations.ts";
import { type PlacedMark, textWidth, type TimelineLayout } from "./timeline-layout.ts";
import { MarkShape } from "./timeline-shapes.tsx";

const SEGMENT_Y = 24;
const SEGMENT_PX = 28;
const MARK_ROW_PX = 20;
/** The height of the ticks with their labels. */
export const TICKS_PX = 24;

/** Where the rows lie: one of marks is there only when there may be marks in it. */
interface Rows {
  pollsY: number | null;
  deliveriesY: number | null;
  ticksY: number;
}

/** Which rows there are, and how far down each lies. */
export function placeRows(hasPolls: boolean, hasDeliveries: boolean): Rows {
  const firstY = SEGMENT_Y + SEGMENT_PX + 16;
  const secondY = hasPolls ? firstY + MARK_ROW_PX : firstY;
  const rows = Number(hasPolls) + Number(hasDeliveries);
  return {
    pollsY: hasPolls ? firstY : null,
    deliveriesY: hasDeliveries ? secondY : null,
    ticksY: rows === 0 ? firstY - 8 : firstY + (rows - 1) * MARK_ROW_PX + 16,
  };
}

const WAITING_STATES: readonly BatchStatus[] = ["pending", "queued", "routing"];

/** The states as segments, each with the label that fits. */
export function StateRow({ layout }: { layout: TimelineLayout }) {
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
          className={
            isWaiting ? "fill-waiting-soft stroke-edge" : "fill-running-soft stroke-running-fill/40"
          }
        >
          <title>{`${status} · ${formatDuration(durationMs)}`}</title>
        </rect>
        {label === null ? null : (
          <text
            x={x + 8}
            y={SEGMENT_Y + 18}
            className={
              isWaiting
                ? "pointer-events-none fill-waiting-text"
                : "pointer-events-none fill-running-text"
            }
          >
            {label}
          </text>
        )}
      </g>
    );
  });
}

/** Where the end is expected: dashed, as it is no fact. */
export function ExpectedEnd({ x, width }: { x: number; width: number }) {
  return (
    <rect
      x={x}
      y={SEGMENT_Y + 8}
      width={width}
      height={SEGMENT_PX - 16}
      rx={3}
      className="fill-running-soft stroke-running-fill/50 [stroke-dasharray:3_2]"
    >
      <title>Expected end</title>
    </rect>
  );
}

interface MarkRowProps {
  /** Null where there is no such row. */
  y: number | null;
  marks: readonly PlacedMark[];
  widthPx: number;
}

/** Polls or deliveries on a line of their own. */
export function MarkRow({ y, marks, widthPx }: MarkRowProps) {
  if (y === null) return null;
  return (
    <>
      <line x1={0} x2={widthPx} y1={y} y2={y} className="stroke-line" />
      {marks.map((mark) => (
        <MarkShape key={mark.x} {...mark} y={y} />
      ))}
    </>
  );
}

/** The time since the batch was submitted. */
export function Ticks({ layout, y }: { layout: TimelineLayout; y: number }) {
  return layout.ticks.map(({ x, label }) => (
    <g key={label}>
      <line x1={x + 0.5} x2={x + 0.5} y1={y - 4} y2={y} className="stroke-edge" />
      <text x={x} y={y + 14} className="fill-muted tabular-nums">
        {label}
      </text>
    </g>
  ));
}

interface EndLineProps {
  layout: TimelineLayout;
  widthPx: number;
  bottomY: number;
  word: string;
}

/** The line at now, or at the end with how it ended. */
export function EndLine({ layout, widthPx, bottomY, word }: EndLineProps) {
  const { endX } = layout;
  // Where the label would run over the right edge it stands left of its line.
  const isAtEdge = endX + 6 + textWidth(word) > widthPx;
  const isNow = word === "now";
  // The deadline stands at the right of this row: where the two would meet, "now" goes without saying.
  const isShown = !isNow || endX < widthPx - 190;
  return (
    <>
      <line
        x1={endX}
        x2={endX}
        y1={isShown ? 4 : SEGMENT_Y - 4}
        y2={bottomY}
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
