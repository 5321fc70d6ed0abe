import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { StateShape } from "./state-shape.tsx";
import { type Tone, toneSoft, toneText } from "./tone.ts";

type StatusBadgeProps = {
  tone: Tone;
  /** The state's own word, as the API spells it. */
  children: ReactNode;
  /** 0 to 1, for the pie of `running`. */
  progress?: number | undefined;
  /** Without its shape, where a column of badges would repeat it: only for tones told apart by their word. */
  plain?: boolean | undefined;
  /** Shown on hover; the badge must make sense without it. */
  title?: string | undefined;
  className?: string | undefined;
};

/** A state as word, shape and colour together. */
export function StatusBadge({
  tone,
  children,
  progress,
  plain = false,
  title,
  className,
}: StatusBadgeProps) {
  return (
    <span
      title={title}
      className={classNames(
        "inline-flex h-6 max-w-full items-center gap-1.5 rounded-md px-2 text-sm font-medium whitespace-nowrap",
        "border border-transparent",
        toneSoft[tone],
        toneText[tone],
        className,
      )}
    >
      {plain ? null : <StateShape tone={tone} size={12} progress={progress} />}
      <span className="min-w-0 truncate">{children}</span>
    </span>
  );
}
