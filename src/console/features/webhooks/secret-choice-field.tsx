import { PasswordField } from "../../ui/password-field.tsx";
import { RadioCards } from "../../ui/radio-cards.tsx";
import type { EndpointForm } from "./endpoint-body.ts";

interface SecretChoiceFieldProps {
  /** The id of the field that takes a secret of one's own. */
  id: string;
  /** There is no endpoint yet, so that there is no secret to keep. */
  isFirst: boolean;
  form: EndpointForm;
  error: string | undefined;
  onChange: (form: EndpointForm) => void;
}

/** What deliveries are signed with. */
export function SecretChoiceField({ id, isFirst, form, error, onChange }: SecretChoiceFieldProps) {
  return (
    <div className="flex flex-col gap-3">
      <RadioCards
        label="Signing secret"
        columns={2}
        value={form.secretChoice}
        onChange={(secretChoice) => onChange({ ...form, secretChoice })}
        options={[
          isFirst
            ? { value: "made", label: "Made for you", description: "256 random bits, shown once." }
            : {
                value: "made",
                label: "Keep the one it has",
                description: "Rotate it above to get another.",
              },
          {
            value: "own",
            label: "Your own",
            description: isFirst
              ? "One that your receiver has already."
              : "Replaces the old one at once.",
          },
        ]}
      />
      {form.secretChoice === "own" ? (
        <PasswordField
          id={id}
          label="Your secret"
          hint="8 to 256 characters. It is sealed at rest and never shown again."
          autoComplete="off"
          value={form.secret}
          error={error}
          onChange={({ target }) => onChange({ ...form, secret: target.value })}
        />
      ) : null}
    </div>
  );
}
