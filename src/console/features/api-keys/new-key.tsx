import type { CreatedApiKey } from "#contract/api-keys.ts";
import { useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { keepCredentials } from "../../environments/credentials.ts";
import { paths } from "../../paths.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SecretField } from "../../ui/secret-field.tsx";
import { useLeaveGuard } from "./use-leave-guard.ts";

const PREFIX_LENGTH = "ob_live_".length;

/** A key's one appearance: taken away as it is, as an `.env` line or an export, and leaving is held until that is confirmed. */
export function NewKey({ created, onSaved }: { created: CreatedApiKey; onSaved: () => void }) {
  const { environment } = useApi();
  const navigate = useNavigate();
  const [isSaved, setSaved] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const guard = useLeaveGuard(!isSaved);

  useEffect(() => heading.current?.focus(), []);

  function finish(next: () => void): void {
    keepCredentials(environment.id, { api_key: created.api_key, api_key_label: created.label });
    onSaved();
    next();
  }

  return (
    <section
      aria-labelledby="new-key"
      className="max-w-xl rounded-lg border border-edge bg-raised p-5"
    >
      <h2 id="new-key" ref={heading} tabIndex={-1} className="font-semibold">
        {created.label} is ready
      </h2>
      <p className="mt-1 text-sm text-secondary">
        This is the only time it is shown. Put it where your agent reads its secrets, then go on.
      </p>
      <SecretField
        className="mt-4"
        label="API key"
        secret={created.api_key}
        prefixLength={PREFIX_LENGTH}
      />
      <div className="mt-3 flex flex-wrap gap-2">
        <CopyButton withLabel what=".env line" text={`BATCHROUTER_API_KEY=${created.api_key}\n`} />
        <CopyButton
          withLabel
          what="export line"
          text={`export BATCHROUTER_API_KEY=${created.api_key}\n`}
        />
      </div>
      <Checkbox
        className="mt-5"
        label="I have saved the key"
        hint="This tab keeps it too, for the next steps, until the tab closes."
        checked={isSaved}
        onChange={({ target }) => setSaved(target.checked)}
      />
      <div className="mt-4 flex flex-wrap gap-2">
        <Button disabled={!isSaved} onClick={() => finish(() => {})}>
          Done
        </Button>
        <Button
          variant="primary"
          disabled={!isSaved}
          onClick={() => finish(() => void navigate(paths.quote()))}
        >
          Lock a quote
        </Button>
      </div>
      <Dialog
        isOpen={guard.isAsking}
        onClose={guard.stay}
        title="Leave without the key?"
        description="It cannot be shown again. Without it you would have to create another one."
        footer={
          <>
            <Button variant="danger" onClick={guard.leave}>
              Leave, lose the key
            </Button>
            <Button variant="primary" onClick={guard.stay}>
              Stay
            </Button>
          </>
        }
      />
    </section>
  );
}
