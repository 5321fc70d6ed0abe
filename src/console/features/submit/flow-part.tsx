import { useEffect, useId, useRef, type ReactNode } from "react";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { StateShape } from "../../ui/state-shape.tsx";

interface FlowPartProps {
  number: number;
  title: string;
  /** `later` cannot be begun yet, `done` has its outcome in `summary`. */
  state: "later" | "current" | "done";
  /** Under the title: the outcome, or what comes before. */
  summary: ReactNode;
  isOpen: boolean;
  /** Opens a done part again, or folds it back; without it there is nothing to toggle. */
  onToggle?: (() => void) | undefined;
  /** When it opens, the focus goes to its title. */
  takesFocus: boolean;
  /** What the toggle says while the part is folded, as in "Change". */
  verb?: string;
  children: ReactNode;
}

/** One of the parts of a page that is walked from top to bottom; a done one folds into a line. */
export function FlowPart({
  number,
  title,
  state,
  summary,
  isOpen,
  onToggle,
  takesFocus,
  verb = "Change",
  children,
}: FlowPartProps) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    if (isOpen && !wasOpen.current && takesFocus) heading.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen, takesFocus]);
  return (
    <section
      aria-labelledby={`${id}-title`}
      className={classNames("rounded-lg border bg-raised", isOpen ? "border-edge" : "border-line")}
    >
      <div className="flex min-h-14 items-start gap-3 px-4 py-2.5 sm:px-5">
        <PartMark number={number} state={state} />
        <div className="min-w-0 grow">
          <h2
            id={`${id}-title`}
            ref={heading}
            tabIndex={-1}
            className={classNames("scroll-mt-24 font-semibold", state === "later" && "text-muted")}
          >
            {title}
          </h2>
          <div className="text-sm break-words text-secondary">{summary}</div>
        </div>
        {onToggle === undefined ? null : (
          <Button
            size="small"
            variant="quiet"
            aria-expanded={isOpen}
            aria-label={`${isOpen ? "Fold" : verb}: ${title}`}
            onClick={onToggle}
          >
            {isOpen ? "Fold" : verb}
          </Button>
        )}
      </div>
      {isOpen ? <div className="border-t border-line px-4 py-5 sm:px-5">{children}</div> : null}
    </section>
  );
}

/** The part's number while it is to be done, a tick once it is. */
function PartMark({ number, state }: Pick<FlowPartProps, "number" | "state">) {
  if (state === "done") return <StateShape tone="done" size={20} />;
  return (
    <span
      aria-hidden="true"
      className={classNames(
        "flex size-5 shrink-0 items-center justify-center rounded-full border text-xs font-semibold tabular-nums",
        state === "current" ? "border-ink bg-ink text-invert" : "border-edge-strong text-muted",
      )}
    >
      {number}
    </span>
  );
}
