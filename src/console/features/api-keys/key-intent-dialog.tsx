import type { ApiKey, CreatedApiKey } from "#contract/api-keys.ts";
import { contract } from "#contract/index.ts";
import { useState } from "react";
import { useAction } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { toast } from "../../ui/toast.tsx";

/** What is about to be done to which keys. */
export interface KeyIntent {
  kind: "revoke" | "rotate";
  keys: readonly ApiKey[];
}

const VERBS = { revoke: "Revoke", rotate: "Rotate" } as const;

function wordsOf(intent: KeyIntent | undefined) {
  const isOne = intent === undefined || intent.keys.length === 1;
  const kind = intent?.kind ?? "revoke";
  const title = `${VERBS[kind]} ${isOne ? "this key" : `these ${intent.keys.length} keys`}?`;
  if (kind === "revoke") {
    const description = `Every request with ${isOne ? "it" : "them"} is refused from this moment on. It cannot be undone.`;
    return { title, description, verb: VERBS[kind] };
  }
  const description = `You get ${isOne ? "a new secret. The old one stays" : "a new secret for each. The old ones stay"} valid for 24 hours, so that you can change over without a gap.`;
  return { title, description, verb: VERBS[kind] };
}

interface KeyIntentDialogProps {
  intent: KeyIntent | undefined;
  onClose: () => void;
  onRotated: (created: readonly CreatedApiKey[]) => void;
}

/** Asks before keys are revoked or rotated; of several, what was done stands even where one of them failed. */
export function KeyIntentDialog({ intent, onClose, onRotated }: KeyIntentDialogProps) {
  const revoking = useAction(contract.apiKeys.revoke);
  const rotating = useAction(contract.apiKeys.rotate);
  const [isActing, setActing] = useState(false);
  const words = wordsOf(intent);

  async function act(): Promise<void> {
    if (intent === undefined) return;
    setActing(true);
    const created: CreatedApiKey[] = [];
    for (const key of intent.keys) {
      const input = { params: { id: key.api_key_id } };
      try {
        // One after the other: a failure is told by its key, and each new secret is in hand before the next is made.
        // oxlint-disable-next-line no-await-in-loop
        if (intent.kind === "rotate") created.push(await rotating.mutateAsync(input));
        // As above.
        // oxlint-disable-next-line no-await-in-loop
        else await revoking.mutateAsync(input);
      } catch (error) {
        toast.failed(`${words.verb} ${key.label} failed`, {
          detail: error instanceof Error ? error.message : String(error),
        });
      }
    }
    setActing(false);
    if (created.length > 0) onRotated(created);
    onClose();
  }

  return (
    <Dialog
      isOpen={intent !== undefined}
      onClose={onClose}
      title={words.title}
      description={words.description}
      footer={
        <>
          <Button onClick={onClose}>Keep {intent?.keys.length === 1 ? "it" : "them"}</Button>
          <Button
            variant={intent?.kind === "revoke" ? "danger" : "primary"}
            loading={isActing}
            onClick={() => void act()}
          >
            {words.verb}
          </Button>
        </>
      }
    >
      <ul className="font-mono text-sm">
        {intent?.keys.map((key) => (
          <li key={key.api_key_id}>
            {key.label} · {key.prefix}…{key.last_four}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
