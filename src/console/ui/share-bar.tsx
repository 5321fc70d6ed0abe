import { classNames } from "./class-names.ts";
import { type Tone, toneFill } from "./tone.ts";

type ShareBarProps = {
  /** 0 to 1. */
  share: number;
  /** Ink unless the bar shows a state. */
  tone?: Tone | undefined;
  /** Names what is measured where the figure does not stand beside it; else the bar is left to the eye. */
  label?: string | undefined;
  className?: string | undefined;
};

/** A thin bar beside a figure, for comparing rows of a table. */
export function ShareBar({ share, tone = "neutral", label, className }: ShareBarProps) {
  const percent = Math.min(100, Math.max(0, share * 100));
  return (
    <span
      className={classNames("flex h-1.5 w-24", className)}
      {...(label === undefined
        ? { "aria-hidden": true }
        : { role: "img", "aria-label": `${label}: ${Math.round(percent)} percent` })}
    >
      <span
        style={{ width: `${percent.toFixed(2)}%` }}
        className={classNames(
          "state-shape min-w-1 rounded-xs transition-[width] duration-150",
          toneFill[tone],
        )}
      />
    </span>
  );
}
