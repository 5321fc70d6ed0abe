import type { Quote } from "#contract/quotes.ts";
import { formatMoney } from "../../format/money.ts";
import { useElementWidth } from "../../ui/use-element-width.ts";
import { plotLanes, type PlotFrame, type PlotPoint } from "./lane-plot.ts";

const HEIGHT = 216;
const SPACE = { left: 60, right: 20, top: 20, bottom: 36 } as const;

/** Cost against expected finish, a mark for each lane: the lower and the further left, the better. The tables say the same. */
export function LanePicture({ quote }: { quote: Quote }) {
  const [box, width] = useElementWidth<HTMLDivElement>();
  return (
    <figure className="rounded-lg border border-line bg-raised px-3 pt-3 pb-2">
      <div ref={box} style={{ height: HEIGHT }}>
        {width === undefined ? null : (
          <Plot quote={quote} frame={{ ...SPACE, width, height: HEIGHT }} />
        )}
      </div>
      <Legend />
    </figure>
  );
}

/** Drawn in the pixels it has, so that its writing keeps its size. */
function Plot({ quote, frame }: { quote: Quote; frame: PlotFrame }) {
  const { points, xTicks, yTicks } = plotLanes(quote, frame);
  const bottom = frame.height - frame.bottom;
  const right = frame.width - frame.right;
  return (
    <svg
      width={frame.width}
      height={frame.height}
      role="img"
      aria-label={`Cost against expected finish of ${points.length} lanes; the tables below hold the figures`}
      className="block text-xs text-muted tabular-nums"
    >
      {yTicks.map(({ at, label }) => (
        <g key={at}>
          <line x1={frame.left} x2={right} y1={at} y2={at} className="stroke-line" />
          <text x={frame.left - 8} y={at + 4} textAnchor="end" className="fill-current">
            {label}
          </text>
        </g>
      ))}
      <line x1={frame.left} x2={right} y1={bottom} y2={bottom} className="stroke-edge" />
      {xTicks.map(({ at, label }) => (
        <g key={at}>
          <line x1={at} x2={at} y1={bottom} y2={bottom + 4} className="stroke-edge" />
          <text x={at} y={bottom + 16} textAnchor="middle" className="fill-current">
            {label}
          </text>
        </g>
      ))}
      <text x={right} y={frame.height - 4} textAnchor="end" className="fill-current">
        expected finish
      </text>
      <text x={frame.left} y={frame.top - 8} className="fill-current">
        cost before the fee
      </text>
      {points.map((point) => (
        <Mark
          key={`${point.lane.lane_id} ${point.lane.model}`}
          point={point}
          label={labelPlace(point, points, right)}
        />
      ))}
    </svg>
  );
}

function Legend() {
  return (
    <figcaption className="mt-1 flex flex-wrap gap-x-5 text-xs text-muted">
      <span>
        <span aria-hidden="true" className="mr-1.5 inline-block size-2.5 rounded-full bg-ink" />
        selected
      </span>
      <span>
        <span
          aria-hidden="true"
          className="mr-1.5 inline-block size-2.5 rounded-full border-2 border-ink"
        />
        on the ladder, with its rank
      </span>
      <span>
        <span
          aria-hidden="true"
          className="mr-1.5 inline-block size-1.5 rounded-full bg-edge-strong"
        />
        not taken
      </span>
    </figcaption>
  );
}

/** More than the width of a letter of a lane's name, in the units of the picture. */
const LETTER = 7;

type LabelPlace = "left" | "right" | "above";

/** Where a lane's name stands clear of the edge and of the other marks. */
function labelPlace(point: PlotPoint, points: readonly PlotPoint[], right: number): LabelPlace {
  const reach = 24 + point.lane.display_name.length * LETTER;
  const side = point.x + reach > right ? "left" : "right";
  const isTaken = points.some(({ x, y }) => {
    const away = side === "left" ? point.x - x : x - point.x;
    return away > 0 && away < reach && Math.abs(y - point.y) < 18;
  });
  return isTaken ? "above" : side;
}

const LABEL_AT = {
  left: { dx: -14, dy: 4, textAnchor: "end" },
  right: { dx: 14, dy: 4, textAnchor: "start" },
  above: { dx: 0, dy: -15, textAnchor: "middle" },
} as const;

function Mark({ point: { x, y, lane }, label }: { point: PlotPoint; label: LabelPlace }) {
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
        r={9}
        strokeWidth={1.5}
        className={lane.selected ? "fill-ink stroke-raised" : "fill-raised stroke-ink"}
      />
      <text
        x={x}
        y={y + 4}
        textAnchor="middle"
        className={
          lane.selected ? "fill-invert text-xs font-semibold" : "fill-ink text-xs font-semibold"
        }
      >
        {lane.ladder_rank}
      </text>
      {lane.selected ? (
        <text
          x={x + LABEL_AT[label].dx}
          y={y + LABEL_AT[label].dy}
          textAnchor={LABEL_AT[label].textAnchor}
          className="fill-ink font-medium"
        >
          {lane.display_name}
        </text>
      ) : null}
    </g>
  );
}
