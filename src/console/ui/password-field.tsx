import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { controlClassName, Field, type FieldTexts } from "./field.tsx";
import { IconButton } from "./icon-button.tsx";

type PasswordFieldProps = Omit<ComponentProps<"input">, keyof FieldTexts | "type"> & FieldTexts;

/** A password with a button that shows and hides what was typed. */
export function PasswordField({
  label,
  hint,
  error,
  required,
  id,
  aside,
  className,
  ...input
}: PasswordFieldProps) {
  const [isRevealed, setRevealed] = useState(false);
  const texts = { label, hint, error, required, id, aside, className };
  return (
    <Field {...texts}>
      {(control) => (
        <div className="relative">
          <input
            autoComplete="current-password"
            spellCheck={false}
            autoCapitalize="none"
            {...input}
            {...control}
            type={isRevealed ? "text" : "password"}
            className={controlClassName("h-8 pr-9")}
          />
          <IconButton
            size="small"
            label={isRevealed ? "Hide password" : "Show password"}
            aria-controls={control.id}
            icon={isRevealed ? <EyeOff size={16} /> : <Eye size={16} />}
            className="absolute! top-1/2 right-1 -translate-y-1/2"
            onClick={() => setRevealed(!isRevealed)}
          />
        </div>
      )}
    </Field>
  );
}
