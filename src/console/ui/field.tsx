import { type ReactNode, useId } from "react";
import { classNames } from "./class-names.ts";
import { StateShape } from "./state-shape.tsx";

/** What a control inside a field must take over. */
type FieldControl = {
  id: string;
  required: boolean | undefined;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
};

/** What every field shows around its control. */
export type FieldTexts = {
  label: ReactNode;
  /** What to enter, said before anything goes wrong. */
  hint?: ReactNode;
  /** What is wrong and how to mend it; marks the control as invalid. */
  error?: ReactNode;
  required?: boolean | undefined;
  /** The control's id, for an error summary to point at; made up when not given. */
  id?: string | undefined;
  /** At the end of the label's line, such as a link or a count. */
  aside?: ReactNode;
  className?: string | undefined;
};

type FieldProps = FieldTexts & { children: (control: FieldControl) => ReactNode };

/** Label, control, hint and error, wired together for assistive technology. */
export function Field({
  label,
  hint,
  error,
  required,
  id,
  aside,
  className,
  children,
}: FieldProps) {
  const ownId = useId();
  const controlId = id ?? ownId;
  const hintId = isShown(hint) ? `${controlId}-hint` : undefined;
  const errorId = isShown(error) ? `${controlId}-error` : undefined;
  return (
    <div className={classNames("flex min-w-0 flex-col gap-1.5", className)}>
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={controlId} className="text-sm font-medium text-ink">
          {label}
        </label>
        {aside === undefined ? null : <span className="text-xs text-muted">{aside}</span>}
      </div>
      {children({
        id: controlId,
        required,
        "aria-describedby": classNames(errorId, hintId) || undefined,
        "aria-invalid": errorId === undefined ? undefined : true,
      })}
      {errorId === undefined ? null : <FieldError id={errorId}>{error}</FieldError>}
      {hintId === undefined ? null : (
        <p id={hintId} className="text-xs text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}

/** The sentence under a control that says what is wrong with it. */
export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} className="flex items-start gap-1.5 text-sm text-failed-text">
      <StateShape tone="failed" size={12} className="mt-1" />
      <span className="min-w-0">{children}</span>
    </p>
  );
}

function isShown(part: ReactNode): boolean {
  return part !== undefined && part !== null && part !== false && part !== "";
}

const controlClass = classNames(
  "w-full min-w-0 rounded-md border border-edge-strong bg-raised px-2.5 text-base text-ink transition-colors",
  "hover:not-disabled:border-secondary aria-invalid:border-failed-fill",
  "focus-visible:border-focus focus-visible:outline-1 focus-visible:outline-offset-0",
  "disabled:cursor-not-allowed disabled:border-edge disabled:bg-sunken disabled:text-muted",
  "read-only:not-[select]:border-edge read-only:not-[select]:bg-sunken pointer-coarse:min-h-11",
);

/** The look of a box that takes text. */
export function controlClassName(...more: (string | false | undefined)[]): string {
  return classNames(controlClass, ...more);
}
