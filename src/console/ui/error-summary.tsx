import { useEffect, useId, useRef } from "react";
import { classNames } from "./class-names.ts";
import { StateShape } from "./state-shape.tsx";

/** One thing that keeps a form from being sent. */
export type FieldProblem = {
  /** The id of the control; without one the sentence concerns the whole form. */
  fieldId?: string | undefined;
  message: string;
};

type ErrorSummaryProps = {
  problems: readonly FieldProblem[];
  /** Counts the submissions; with each new one the summary takes focus, and at no other time. */
  attempt: number;
  title?: string | undefined;
  className?: string | undefined;
};

/** All that keeps a form from being sent, at its top, each leading to its field; nothing when all is well. */
export function ErrorSummary({ problems, attempt, title, className }: ErrorSummaryProps) {
  const box = useRef<HTMLDivElement>(null);
  const headingId = useId();
  const isShown = problems.length > 0;
  useEffect(() => {
    if (isShown && attempt > 0) box.current?.focus();
  }, [isShown, attempt]);
  if (!isShown) return null;
  const heading =
    title ??
    (problems.length === 1 ? "One thing needs mending" : `${problems.length} things need mending`);
  return (
    <div
      ref={box}
      role="group"
      aria-labelledby={headingId}
      tabIndex={-1}
      className={classNames("flex gap-2.5 rounded-lg bg-failed-soft px-3 py-2.5", className)}
    >
      <StateShape tone="failed" size={16} className="mt-0.5" />
      <div className="min-w-0">
        <p id={headingId} className="font-medium text-failed-text">
          {heading}
        </p>
        <ul className="mt-0.5 text-sm text-ink">
          {problems.map(({ fieldId, message }) => (
            <li key={`${fieldId ?? ""} ${message}`}>
              {fieldId === undefined ? (
                message
              ) : (
                <a
                  href={`#${fieldId}`}
                  className="link"
                  onClick={(event) => {
                    // The address is the router's: go to the field without touching it.
                    event.preventDefault();
                    document.getElementById(fieldId)?.focus();
                  }}
                >
                  {message}
                </a>
              )}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
