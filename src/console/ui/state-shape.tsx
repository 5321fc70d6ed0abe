import { classNames } from "./class-names.ts";
import { type Tone, toneShape } from "./tone.ts";

type StateShapeProps = {
  tone: Tone;
  /** Edge length in pixels. */
  size?: 12 | 14 | 16 | 20 | undefined;
  /** 0 to 1: how far the pie of the `running` shape is filled; half when unknown. */
  progress?: number | undefined;
  className?: string | undefined;
};

const mark = {
  fill: "none",
  stroke: "var(--color-on-fill)",
  strokeWidth: 1.75,
  strokeLinecap: "round",
  strokeLinejoin: "round",
} as const;

/** The shape of a tone, told apart without colour: disc with tick, pie, octagon with cross, triangle, ring, dash. */
export function StateShape({ tone, size = 14, progress, className }: StateShapeProps) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
      className={classNames("shrink-0", toneShape[tone], className)}
    >
      <Shape tone={tone} progress={progress ?? 0.5} />
    </svg>
  );
}

function Shape({ tone, progress }: { tone: Tone; progress: number }) {
  switch (tone) {
    case "done":
      return (
        <>
          <circle cx="8" cy="8" r="7.5" fill="currentColor" />
          <path d="M4.8 8.3 7 10.5l4.2-4.8" {...mark} />
        </>
      );
    case "running":
      return (
        <>
          <circle cx="8" cy="8" r="6.75" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <path d={pie(progress)} fill="currentColor" />
        </>
      );
    case "failed":
      return (
        <>
          <path d="M5.1.5h5.8l4.6 4.6v5.8l-4.6 4.6H5.1L.5 10.9V5.1z" fill="currentColor" />
          <path d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8" {...mark} />
        </>
      );
    case "attention":
      return (
        <>
          <path
            d="M8 1.9 15 14.2H1z"
            fill="currentColor"
            stroke="currentColor"
            strokeWidth="1.6"
            strokeLinejoin="round"
          />
          <path d="M8 6.2v3.6M8 12.2v.01" {...mark} />
        </>
      );
    case "waiting":
      return <circle cx="8" cy="8" r="6.75" fill="none" stroke="currentColor" strokeWidth="1.5" />;
    case "neutral":
      return <path d="M3.5 8h9" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />;
  }
}

/** A sector of a disc of radius 4.5 from twelve o'clock on, clockwise. */
function pie(progress: number): string {
  const share = Math.min(0.9999, Math.max(0.02, progress));
  const angle = share * 2 * Math.PI;
  const x = (8 + 4.5 * Math.sin(angle)).toFixed(3);
  const y = (8 - 4.5 * Math.cos(angle)).toFixed(3);
  return `M8 8V3.5A4.5 4.5 0 ${share > 0.5 ? 1 : 0} 1 ${x} ${y}Z`;
}
