import type { ReactNode } from "react";
import { formatCount } from "../format/counts.ts";
import { classNames } from "./class-names.ts";
import { describeProgress, type ProgressPart, segmentShares } from "./segment-shares.ts";
import { toneFill } from "./tone.ts";

/** One part of the whole. */
type ProgressSegmentsProps = {
  /** Names the bar. */
  label: string;
  /** In the order they are drawn; parts of nothing are left out of the bar and kept in the legend. */
  parts: readonly ProgressPart[];
  /** The part that is picked, if any. */
  selected?: string | undefined;
  /** Makes the legend's entries buttons; called with undefined when the picked one is pressed again. */
  onSelect?: ((id: string | undefined) => void) | undefined;
  /** At the end of the legend's line, such as how old the figures are. */
  aside?: ReactNode;
  className?: string | undefined;
};

/** A whole in its states: one bar, and below it each part's figure and word. */
export function ProgressSegments({
  label,
  parts,
  selected,
  onSelect,
  aside,
  className,
}: ProgressSegmentsProps) {
  const { now, text } = describeProgress(parts);
  const shares = segmentShares(parts);
  return (
    <div className={classNames("flex flex-col gap-2.5", className)}>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={now}
        aria-valuetext={text}
        className="flex h-3.5 gap-0.5 overflow-hidden rounded-sm"
      >
        {now === 0 && shares.every((share) => share === 0) ? <Track className="w-full" /> : null}
        {parts.map((part, index) => {
          const width = `${(shares[index] ?? 0).toFixed(3)}%`;
          if (part.count === 0) return null;
          const dimmed = selected !== undefined && selected !== part.id && "opacity-35";
          return part.tone === "waiting" ? (
            <Track key={part.id} width={width} className={classNames(dimmed)} />
          ) : (
            <div
              key={part.id}
              style={{ width }}
              className={classNames(
                "state-shape rounded-xs transition-[width,opacity] duration-150",
                toneFill[part.tone],
                dimmed,
              )}
            />
          );
        })}
      </div>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
        <ul className="-mx-1.5 flex flex-wrap gap-x-2 gap-y-1" aria-label={`${label}, by state`}>
          {parts.map((part) => (
            <li key={part.id}>
              <LegendEntry part={part} isSelected={selected === part.id} onSelect={onSelect} />
            </li>
          ))}
        </ul>
        {aside === undefined ? null : (
          <div className="text-sm text-muted tabular-nums">{aside}</div>
        )}
      </div>
    </div>
  );
}

/** What has not begun is hollow: a shape of its own, and calmer than a fill. */
function Track({ width, className }: { width?: string | undefined; className?: string }) {
  return (
    <div
      style={width === undefined ? undefined : { width }}
      className={classNames(
        "state-shape rounded-xs bg-waiting-soft inset-ring inset-ring-edge transition-[width,opacity] duration-150",
        className,
      )}
    />
  );
}

function LegendEntry({
  part,
  isSelected,
  onSelect,
}: {
  part: ProgressPart;
  isSelected: boolean;
  onSelect: ProgressSegmentsProps["onSelect"];
}) {
  const content = (
    <>
      <span
        aria-hidden="true"
        className={classNames(
          "state-shape size-2 rounded-xs",
          part.tone === "waiting"
            ? "bg-waiting-soft inset-ring inset-ring-edge-strong"
            : toneFill[part.tone],
        )}
      />
      <span>
        <strong className="text-ink">{formatCount(part.count)}</strong> {part.word}
      </span>
    </>
  );
  const look = "flex h-6 items-center gap-2 rounded-md px-1.5 text-sm text-secondary tabular-nums";
  if (onSelect === undefined) return <span className={look}>{content}</span>;
  return (
    <button
      type="button"
      aria-pressed={isSelected}
      onClick={() => onSelect(isSelected ? undefined : part.id)}
      className={classNames(
        look,
        "border border-transparent transition-colors hover:bg-wash hover:text-ink",
        "aria-pressed:border-edge aria-pressed:bg-wash aria-pressed:text-ink",
      )}
    >
      {content}
    </button>
  );
}
