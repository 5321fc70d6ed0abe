import type { Endpoint } from "#contract/endpoint.ts";
import { useApi } from "../api/api-provider.tsx";
import { Button } from "../ui/button.tsx";
import { Callout } from "../ui/callout.tsx";
import { Dialog } from "../ui/dialog.tsx";

interface Props {
  endpoint: Endpoint;
  /** Where the answer before had a secret, which the ledger replaces in this one too. */
  hiddenInAnswer: readonly string[];
  isOpen: boolean;
  onClose: () => void;
  onSend: () => void;
}

/** Asked before a call that changes something goes out again: what it does, and where. */
export function LedgerReplayQuestion({ endpoint, hiddenInAnswer, isOpen, onClose, onSend }: Props) {
  const { environment } = useApi();
  const isDeletion = endpoint.method === "DELETE";
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={`${endpoint.summary}, again?`}
      description={`${endpoint.method} changes something in ${environment.name} (${environment.origin}).`}
      footer={
        <>
          <Button onClick={onClose}>Do not send</Button>
          <Button variant={isDeletion ? "danger" : "primary"} onClick={onSend}>
            Send {endpoint.method}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm text-secondary">
        {environment.isLive ? (
          <Callout tone="attention" title="This is production">
            What it does is real and may cost money.
          </Callout>
        ) : null}
        {endpoint.changes === undefined ? null : (
          <p>What it touches: {endpoint.changes.join(", ")}.</p>
        )}
        {hiddenInAnswer.length === 0 ? null : (
          <p>
            The answer carries a secret (
            <code className="font-mono text-xs">
              {hiddenInAnswer.map((path) => path.replace("answer.", "")).join(", ")}
            </code>
            ) that the ledger replaces: from here it cannot be read. Use the page for it when you
            need it.
          </p>
        )}
        <p>It lands in the ledger as a call of its own, marked as a replay.</p>
      </div>
    </Dialog>
  );
}
