import type { ComponentProps, ReactNode } from "react";
import { controlClassName, Field, type FieldTexts } from "./field.tsx";

type TextFieldProps = Omit<ComponentProps<"input">, keyof FieldTexts> &
  FieldTexts & {
    /** Ids, URLs and code are set in mono. */
    mono?: boolean | undefined;
    /** At the end of the line, such as a button that fills the field. */
    trailing?: ReactNode;
  };

/** One line of text with its label. */
export function TextField({
  label,
  hint,
  error,
  required,
  id,
  aside,
  className,
  mono = false,
  trailing,
  ...input
}: TextFieldProps) {
  const texts = { label, hint, error, required, id, aside, className };
  return (
    <Field {...texts}>
      {(control) => (
        <div className="flex min-w-0 gap-2">
          <input
            type="text"
            {...input}
            {...control}
            className={controlClassName("h-8", mono && "font-mono text-sm")}
          />
          {trailing}
        </div>
      )}
    </Field>
  );
}
