import { useEffect, useRef, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { SecretField } from "../../ui/secret-field.tsx";

const PREFIX_LENGTH = "whsec_".length;

/** A signing secret's one appearance. */
export function NewSecret({ secret, onSaved }: { secret: string; onSaved: () => void }) {
  const [isSaved, setSaved] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section
      aria-labelledby="new-secret"
      className="mb-6 max-w-xl rounded-lg border border-edge bg-raised p-5"
    >
      <h2 id="new-secret" ref={heading} tabIndex={-1} className="font-semibold">
        The signing secret
      </h2>
      <p className="mt-1 text-sm text-secondary">
        This is the only time it is shown. Your receiver needs it to tell our deliveries from
        anybody else's.
      </p>
      <SecretField
        className="mt-4"
        label="Signing secret"
        secret={secret}
        prefixLength={PREFIX_LENGTH}
      />
      <div className="mt-3 flex items-center gap-2 text-sm text-secondary">
        As a line for <code className="font-mono text-xs">.env</code>
        <CopyButton withLabel what=".env line" text={`BATCHROUTER_WEBHOOK_SECRET=${secret}\n`} />
      </div>
      <Checkbox
        className="mt-5"
        label="I have saved the secret"
        hint="This tab keeps it too, to check what arrives, until the tab closes."
        checked={isSaved}
        onChange={({ target }) => setSaved(target.checked)}
      />
      <Button variant="primary" className="mt-4" disabled={!isSaved} onClick={onSaved}>
        Done
      </Button>
    </section>
  );
}
