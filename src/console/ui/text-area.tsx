import type { ComponentProps } from "react";
import { controlClassName, Field, type FieldTexts } from "./field.tsx";

type TextAreaProps = Omit<ComponentProps<"textarea">, keyof FieldTexts> &
  FieldTexts & {
    /** Code and JSON lines are set in mono and are not wrapped. */
    mono?: boolean | undefined;
  };

/** Several lines of text with their label. */
export function TextArea({
  label,
  hint,
  error,
  required,
  id,
  aside,
  className,
  mono = false,
  rows = 4,
  ...input
}: TextAreaProps) {
  const texts = { label, hint, error, required, id, aside, className };
  return (
    <Field {...texts}>
      {(control) => (
        <textarea
          rows={rows}
          spellCheck={!mono}
          wrap={mono ? "off" : "soft"}
          {...input}
          {...control}
          className={controlClassName("resize-y py-1.5", mono && "font-mono text-sm")}
        />
      )}
    </Field>
  );
}
