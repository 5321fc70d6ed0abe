import { type ReactNode, useId } from "react";
import { classNames } from "./class-names.ts";
import { FieldError } from "./field.tsx";

/** One choice, with what it means. */
export type RadioCard<Value extends string> = {
  value: Value;
  label: ReactNode;
  /** What the choice means. */
  description?: ReactNode;
  /** A figure at the end of the line, such as a price. */
  aside?: ReactNode;
  disabled?: boolean | undefined;
};

type RadioCardsProps<Value extends string> = {
  /** Names the group. */
  label: ReactNode;
  options: readonly RadioCard<Value>[];
  value: Value | undefined;
  onChange: (value: Value) => void;
  hint?: ReactNode;
  error?: ReactNode;
  /** Side by side where there is room; one below the other on a narrow screen. */
  columns?: 1 | 2 | 3 | 4 | undefined;
  name?: string | undefined;
  className?: string | undefined;
};

const columnClasses = {
  1: "",
  2: "sm:grid-cols-2",
  3: "sm:grid-cols-3",
  4: "sm:grid-cols-2 lg:grid-cols-4",
};

/** One choice of a few that need a sentence each. */
export function RadioCards<Value extends string>({
  label,
  options,
  value,
  onChange,
  hint,
  error,
  columns = 1,
  name,
  className,
}: RadioCardsProps<Value>) {
  const id = useId();
  const hasError = error !== undefined && error !== null && error !== "";
  const describedBy = classNames(hasError && `${id}-error`, hint !== undefined && `${id}-hint`);
  return (
    <fieldset
      aria-describedby={describedBy || undefined}
      className={classNames("flex min-w-0 flex-col gap-1.5", className)}
    >
      <legend className="mb-1.5 text-sm font-medium text-ink">{label}</legend>
      <div className={classNames("grid gap-2", columnClasses[columns])}>
        {options.map((option) => (
          <label
            key={option.value}
            className={classNames(
              "flex gap-2.5 rounded-lg border border-edge bg-raised px-3 py-2.5 transition-colors",
              "hover:not-has-disabled:border-edge-strong has-checked:border-ink has-checked:ring-1 has-checked:ring-ink",
              "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus",
              "has-disabled:opacity-60",
            )}
          >
            <input
              type="radio"
              name={name ?? id}
              value={option.value}
              checked={value === option.value}
              disabled={option.disabled}
              onChange={() => onChange(option.value)}
              className={classNames(
                "mt-0.5 size-4 shrink-0 appearance-none rounded-full border border-edge-strong bg-raised",
                "outline-none checked:border-[5px] checked:border-ink forced-colors:appearance-auto",
              )}
            />
            <span className="min-w-0 grow">
              <span className="flex items-baseline justify-between gap-3">
                <span className="font-medium text-ink">{option.label}</span>
                {option.aside === undefined ? null : (
                  <span className="text-sm whitespace-nowrap text-secondary">{option.aside}</span>
                )}
              </span>
              {option.description === undefined ? null : (
                <span className="block text-sm text-muted">{option.description}</span>
              )}
            </span>
          </label>
        ))}
      </div>
      {hasError ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="text-xs text-muted">
          {hint}
        </p>
      )}
    </fieldset>
  );
}
