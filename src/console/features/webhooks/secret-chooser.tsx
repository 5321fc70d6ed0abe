import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import type { KnownSecret } from "./known-secrets.ts";

interface SecretChooserProps {
  known: KnownSecret | undefined;
  pasted: string;
  onPaste: (secret: string) => void;
}

/** Says which secret is checked with, and takes another. */
export function SecretChooser({ known, pasted, onPaste }: SecretChooserProps) {
  const [isPasting, setPasting] = useState(false);
  if (known !== undefined && !isPasting) {
    return (
      <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-secondary">
        <span className="min-w-0 break-words">
          With the secret this tab holds for{" "}
          {known.owner_id === null ? (
            "the organisation's endpoint"
          ) : (
            <code className="font-mono text-xs break-all">{known.owner_id}</code>
          )}
          {known.isPrevious ? ", the one before a rotation" : ""}
        </span>
        <Button size="small" variant="quiet" onClick={() => setPasting(true)}>
          Use another
        </Button>
      </div>
    );
  }
  return (
    <div className="mb-3 flex max-w-md flex-col items-start gap-2">
      <PasswordField
        className="w-full"
        label="Signing secret"
        hint="From the answer that made the webhook. It stays in this field: it is neither stored nor sent."
        autoComplete="off"
        value={pasted}
        onChange={({ target }) => onPaste(target.value)}
      />
      {known === undefined ? null : (
        <Button
          size="small"
          variant="quiet"
          onClick={() => {
            onPaste("");
            setPasting(false);
          }}
        >
          Use the one this tab holds
        </Button>
      )}
    </div>
  );
}
