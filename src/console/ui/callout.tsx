import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { useShown } from "./presenter.ts";
import { StateShape } from "./state-shape.tsx";
import { type Tone, toneSoft, toneText } from "./tone.ts";

type CalloutProps = {
  tone?: Tone | undefined;
  title?: ReactNode;
  children?: ReactNode;
  /** Buttons or links, below the text. */
  actions?: ReactNode;
  /** Read out when it appears. */
  announced?: boolean | undefined;
  className?: string | undefined;
};

/** A few sentences set apart, with the shape of their tone. */
export function Callout({
  tone = "neutral",
  title,
  children,
  actions,
  announced = false,
  className,
}: CalloutProps) {
  const shown = useShown();
  return (
    <div
      role={announced ? "status" : undefined}
      className={classNames(
        "flex gap-2.5 rounded-lg border border-transparent px-3.5 py-3",
        toneSoft[tone],
        className,
      )}
    >
      <StateShape tone={tone} size={16} className="mt-0.5" />
      <div className="min-w-0 grow">
        {title === undefined ? null : (
          <p
            className={classNames("font-medium", tone === "neutral" ? "text-ink" : toneText[tone])}
          >
            {shown(title)}
          </p>
        )}
        {children === undefined ? null : <div className="text-sm text-ink">{children}</div>}
        {actions === undefined ? null : (
          <div className="mt-2.5 flex flex-wrap gap-2">{actions}</div>
        )}
      </div>
    </div>
  );
}
