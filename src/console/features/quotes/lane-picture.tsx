import type { Quote } from "#contract/quotes.ts";
import { formatMoney } from "../../format/money.ts";
import { plotLanes, type PlotFrame, type PlotPoint } from "./lane-plot.ts";

const FRAME: PlotFrame = { width: 720, height: 216, left: 64, right: 20, top: 16, bottom: 36 };

/** Cost against expected finish, a mark for each lane: the lower and the further left, the better. The tables say the same. */
export function LanePicture({ quote }: { quote: Quote }) {
  const { points, xTicks, yTicks } = plotLanes(quote, FRAME);
  const bottom = FRAME.height - FRAME.bottom;
  const right = FRAME.width - FRAME.right;
  return (
    <figure className="rounded-lg border border-line bg-raised px-3 pt-3 pb-2">
      <svg
        viewBox={`0 0 ${FRAME.width} ${FRAME.height}`}
        role="img"
        aria-label={`Cost against expected finish of ${points.length} lanes; the tables below hold the figures`}
        className="block w-full min-w-0 text-[11px] text-muted tabular-nums"
      >
        {yTicks.map(({ at, label }) => (
          <g key={at}>
            <line x1={FRAME.left} x2={right} y1={at} y2={at} className="stroke-line" />
            <text x={FRAME.left - 8} y={at + 4} textAnchor="end" className="fill-current">
              {label}
            </text>
          </g>
        ))}
        <line x1={FRAME.left} x2={right} y1={bottom} y2={bottom} className="stroke-edge" />
        {xTicks.map(({ at, label }) => (
          <g key={at}>
            <line x1={at} x2={at} y1={bottom} y2={bottom + 4} className="stroke-edge" />
            <text x={at} y={bottom + 16} textAnchor="middle" className="fill-current">
              {label}
            </text>
          </g>
        ))}
        <text x={right} y={FRAME.height - 4} textAnchor="end" className="fill-current">
          expected finish
        </text>
        <text x={FRAME.left} y={FRAME.top - 5} className="fill-current">
          cost before the fee
        </text>
        {points.map((point) => (
          <Mark key={`${point.lane.lane_id} ${point.lane.model}`} point={point} isNearRight={point.x > right - 180} />
        ))}
      </svg>
      <figcaption className="mt-1 flex flex-wrap gap-x-5 text-xs text-muted">
        <span>
          <span aria-hidden="true" className="mr-1.5 inline-block size-2.5 rounded-full bg-ink" />
          selected
        </span>
        <span>
          <span aria-hidden="true" className="mr-1.5 inline-block size-2.5 rounded-full border-2 border-ink" />
          on the ladder, with its rank
        </span>
        <span>
          <span aria-hidden="true" className="mr-1.5 inline-block size-1.5 rounded-full bg-edge-strong" />
          not taken
        </span>
      </figcaption>
    </figure>
  );
}

function Mark({ point: { x, y, lane }, isNearRight }: { point: PlotPoint; isNearRight: boolean }) {
  const title = `${lane.display_name}, ${lane.model}: ${formatMoney(lane.estimated_cost)}`;
  if (lane.ladder_rank === null) {
    return (
      <circle cx={x} cy={y} r={3.5} className="fill-edge-strong">
        <title>{title}</title>
      </circle>
    );
  }
  return (
    <g>
      <title>{title}</title>
      <circle
        cx={x}
        cy={y}
        r={8.5}
        strokeWidth={1.5}
        className={lane.selected ? "fill-ink stroke-raised" : "fill-raised stroke-ink"}
      />
      <text
        x={x}
        y={y + 3.5}
        textAnchor="middle"
        className={lane.selected ? "fill-invert text-[10px] font-semibold" : "fill-ink text-[10px] font-semibold"}
      >
        {lane.ladder_rank}
      </text>
      {lane.selected ? (
        <text
          x={isNearRight ? x - 14 : x + 14}
          y={y + 4}
          textAnchor={isNearRight ? "end" : "start"}
          className="fill-ink font-medium"
        >
          {lane.display_name}
        </text>
      ) : null}
    </g>
  );
}
