import { type ReactNode, useId, useState } from "react";
import { classNames } from "./class-names.ts";

/** One choice, in a word. */
export type Segment<Value extends string> = {
  value: Value;
  label: ReactNode;
  /** Named in words where the label is a drawing; also the hover text. */
  name?: string | undefined;
  /** A count beside the label. */
  count?: ReactNode;
};

type SegmentedControlProps<Value extends string> = {
  /** Names the group; not shown. */
  label: string;
  segments: readonly Segment<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  size?: "small" | "medium" | undefined;
  className?: string | undefined;
};

/** One choice of a few single words, for filters and views: radio buttons in one frame. */
export function SegmentedControl<Value extends string>({
  label,
  segments,
  value,
  onChange,
  size = "medium",
  className,
}: SegmentedControlProps<Value>) {
  const name = useId();
  // Where the choice is kept in the address, the value follows a moment later; what was pressed is to be seen at once.
  const [choice, setChoice] = useState({ from: value, to: value });
  if (choice.from !== value) setChoice({ from: value, to: value });
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className={classNames(
        "fade-overflow inline-flex max-w-full items-center gap-0.5 overflow-x-auto rounded-md border border-line bg-sunken p-0.5 print:hidden",
        className,
      )}
    >
      {segments.map((segment) => (
        <label
          key={segment.value}
          title={segment.name}
          className={classNames(
            "relative flex items-center gap-1.5 rounded-sm border border-transparent whitespace-nowrap text-secondary",
            "transition-colors hover:text-ink has-checked:border-edge has-checked:bg-raised has-checked:text-ink",
            "has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-focus",
            "text-sm",
            size === "small" ? "h-5 px-1.5" : "h-6.5 px-2.5",
          )}
        >
          <input
            type="radio"
            name={name}
            value={segment.value}
            checked={segment.value === choice.to}
            aria-label={segment.name}
            onChange={() => {
              setChoice({ from: value, to: segment.value });
              onChange(segment.value);
            }}
            className="absolute inset-0 cursor-pointer appearance-none outline-none"
          />
          {segment.label}
          {segment.count === undefined ? null : (
            <span className="text-muted tabular-nums">{segment.count}</span>
          )}
        </label>
      ))}
    </div>
  );
}
