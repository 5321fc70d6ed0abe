import { type ComponentProps, type ReactNode, useId } from "react";
import { classNames } from "./class-names.ts";
import { FieldError } from "./field.tsx";

type CheckboxProps = Omit<ComponentProps<"input">, "type"> & {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
};

/** A yes or no with its label; the whole label takes the press. */
export function Checkbox({ label, hint, error, id, className, ...input }: CheckboxProps) {
  const ownId = useId();
  const controlId = id ?? ownId;
  const hintId = hint === undefined ? undefined : `${controlId}-hint`;
  const errorId = error === undefined || error === null ? undefined : `${controlId}-error`;
  return (
    <div className={classNames("flex flex-col gap-1", className)}>
      <div className="flex items-start gap-2.5">
        <span className="relative mt-0.5 flex size-4 shrink-0">
          <input
            {...input}
            id={controlId}
            type="checkbox"
            aria-describedby={classNames(errorId, hintId) || undefined}
            aria-invalid={errorId === undefined ? undefined : true}
            className={classNames(
              "peer size-4 appearance-none rounded-sm border border-edge-strong bg-raised transition-colors",
              "checked:border-ink checked:bg-ink indeterminate:border-ink indeterminate:bg-ink",
              "aria-invalid:border-failed-fill disabled:opacity-50 forced-colors:appearance-auto",
            )}
          />
          <svg
            viewBox="0 0 16 16"
            aria-hidden="true"
            className="pointer-events-none invisible absolute inset-0 text-invert peer-checked:visible forced-colors:hidden"
            fill="none"
            stroke="currentColor"
            strokeWidth="2"
            strokeLinecap="round"
            strokeLinejoin="round"
          >
            <path d="m4 8.4 2.7 2.7L12 5.4" />
          </svg>
        </span>
        <div className="min-w-0">
          <label htmlFor={controlId} className="text-base text-ink">
            {label}
          </label>
          {hintId === undefined ? null : (
            <p id={hintId} className="text-sm text-muted">
              {hint}
            </p>
          )}
        </div>
      </div>
      {errorId === undefined ? null : <FieldError id={errorId}>{error}</FieldError>}
    </div>
  );
}
