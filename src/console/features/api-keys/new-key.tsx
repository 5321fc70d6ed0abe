import type { CreatedApiKey } from "#contract/api-keys.ts";
import { useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { getCredentials, keepCredentials } from "../../environments/credentials.ts";
import { getHeldKeys, releaseKeys } from "../../environments/held-keys.ts";
import { paths } from "../../paths.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SecretField } from "../../ui/secret-field.tsx";
import { toast } from "../../ui/toast.tsx";
import { CheckKey } from "./check-key.tsx";
import { KeyTakeaway } from "./key-takeaway.tsx";
import { useLeaveGuard } from "./use-leave-guard.ts";

const PREFIX_LENGTH = "ob_live_".length;

/** New keys in their one appearance: tried, taken away in any form, and leaving is held until they are confirmed as saved. */
export function NewKeys({ keys }: { keys: readonly CreatedApiKey[] }) {
  const { environment } = useApi();
  const navigate = useNavigate();
  const [isSaved, setSaved] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const [first] = keys;
  const isOne = keys.length === 1;
  const guard = useLeaveGuard(!isSaved, () => releaseKeys(environment.id));

  useEffect(() => heading.current?.focus(), []);
  useEffect(
    () => () => {
      // By the palette or a shortcut one may still go elsewhere: nothing is lost, and it is said.
      const isAway = location.pathname !== paths.apiKeys();
      if (isAway && getHeldKeys(environment.id).length > 0)
        toast.note("The new key is not saved yet", {
          detail: "It waits under API keys until this tab closes.",
        });
    },
    [environment.id],
  );

  function finish(next: () => void): void {
    const { api_key_label } = getCredentials(environment.id);
    const kept = keys.find(({ label }) => label === api_key_label) ?? first;
    if (kept !== undefined)
      keepCredentials(environment.id, { api_key: kept.api_key, api_key_label: kept.label });
    releaseKeys(environment.id);
    next();
  }

  return (
    <section
      aria-labelledby="new-key"
      className="max-w-xl rounded-lg border border-edge bg-raised p-5"
    >
      <h2 id="new-key" ref={heading} tabIndex={-1} className="font-semibold">
        {isOne ? `${first?.label} is ready` : `${keys.length} new keys are ready`}
      </h2>
      <p className="mt-1 text-sm text-secondary">
        {isOne
          ? "This is the only time it is shown. Put it where your agent reads its secrets, then go on."
          : "This is the only time they are shown. Put each where its agent reads its secrets, then go on."}
      </p>
      {keys.map((key) => (
        <div key={key.api_key_id} className="mt-4 flex flex-col gap-2">
          <SecretField
            label={isOne ? "API key" : key.label}
            secret={key.api_key}
            prefixLength={PREFIX_LENGTH}
          />
          <CheckKey secret={key.api_key} label={key.label} />
        </div>
      ))}
      <KeyTakeaway keys={keys} />
      <Checkbox
        className="mt-5"
        label={isOne ? "I have saved the key" : "I have saved the keys"}
        hint="This tab keeps one too, for the next steps, until the tab closes."
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
        title={isOne ? "Leave without the key?" : "Leave without the keys?"}
        description="What is not saved cannot be shown again: it would have to be made anew."
        footer={
          <>
            <Button variant="danger" onClick={guard.leave}>
              Leave, lose {isOne ? "the key" : "the keys"}
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
