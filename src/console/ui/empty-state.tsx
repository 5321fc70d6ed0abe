import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

type EmptyStateProps = {
  /** What will stand here, as in "No batches yet". */
  title: string;
  /** How it comes to be. */
  children?: ReactNode;
  /** The next step, and a second way such as a sample. */
  actions?: ReactNode;
  className?: string | undefined;
};

/** The place of what is not there yet, naming the next step. */
export function EmptyState({ title, children, actions, className }: EmptyStateProps) {
  return (
    <div
      className={classNames(
        "flex flex-col items-start rounded-lg border border-dashed border-edge px-5 py-6",
        className,
      )}
    >
      <p className="font-semibold text-ink">{title}</p>
      {children === undefined ? null : (
        <div className="mt-1 max-w-prose text-sm text-secondary">{children}</div>
      )}
      {actions === undefined ? null : <div className="mt-4 flex flex-wrap gap-2">{actions}</div>}
    </div>
  );
}
