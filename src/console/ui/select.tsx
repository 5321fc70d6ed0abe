import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { controlClassName, Field, type FieldTexts } from "./field.tsx";

/** One choice of a select. */
type SelectOption = { value: string; label: string; disabled?: boolean | undefined };

type SelectProps = Omit<ComponentProps<"select">, keyof FieldTexts | "multiple"> &
  FieldTexts & {
    /** In their order; or pass `<option>` and `<optgroup>` as children. */
    options?: readonly SelectOption[] | undefined;
  };

/** One choice of several, by the platform's own select. */
export function Select({
  label,
  hint,
  error,
  required,
  id,
  aside,
  className,
  options,
  children,
  ...select
}: SelectProps) {
  const texts = { label, hint, error, required, id, aside, className };
  return (
    <Field {...texts}>
      {(control) => (
        <div className="relative">
          <select
            {...select}
            {...control}
            className={controlClassName("h-8 appearance-none truncate pr-8")}
          >
            {options?.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ))}
            {children}
          </select>
          <ChevronDown
            size={16}
            aria-hidden="true"
            className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-muted"
          />
        </div>
      )}
    </Field>
  );
}
