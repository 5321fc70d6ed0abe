import type { PlacedMark } from "./timeline-layout.ts";

const RADIUS = 3.5;

/** What a mark says when the pointer rests on it. */
const MARK_WORDS = {
  changed: "poll, something new",
  unchanged: "poll, 304: unchanged",
  delivered: "delivery, taken",
  planned: "delivery, next attempt",
  failed: "failed",
} as const;

/** A poll or a delivery on the axis: dots are polls (hollow: nothing new), squares are deliveries, a cross failed. */
export function MarkShape({ x, y, kind, count }: PlacedMark & { y: number }) {
  const times = count === 1 ? "" : ` and ${count - 1} more beside it`;
  return (
    <g transform={`translate(${Math.max(RADIUS + 1, x)} ${y})`}>
      <Drawing kind={kind} />
      <title>{`${MARK_WORDS[kind]}${times}`}</title>
    </g>
  );
}

function Drawing({ kind }: { kind: PlacedMark["kind"] }) {
  switch (kind) {
    case "changed":
      return <circle r={RADIUS} className="fill-secondary" />;
    case "unchanged":
      return (
        <circle r={RADIUS - 0.75} strokeWidth={1.5} className="fill-paper stroke-edge-strong" />
      );
    case "delivered":
      return <rect x={-4} y={-4} width={8} height={8} rx={1} className="fill-done-fill" />;
    case "planned":
      return (
        <rect
          x={-3.5}
          y={-3.5}
          width={7}
          height={7}
          rx={1}
          strokeWidth={1.5}
          className="fill-paper stroke-attention-fill"
        />
      );
    case "failed":
      return <path d="m-3.5-3.5 7 7m0-7-7 7" strokeWidth={2} className="stroke-failed-fill" />;
  }
}
