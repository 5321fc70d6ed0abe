import { contract } from "#contract/index.ts";
import type { DeliveryWebhook } from "#contract/webhooks.ts";
import { useState } from "react";
import { useApi } from "../../api/api-provider.tsx";
import { useAction } from "../../api/query.ts";
import { formatLocalTime } from "../../format/times.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { KeyValueList } from "../../ui/key-value-list.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { toast } from "../../ui/toast.tsx";
import { DisabledEndpoint } from "./disabled-endpoint.tsx";
import { DEFAULT_ENDPOINT, rememberWebhookSecret } from "./inbox-choice.ts";
import { TestEvent } from "./test-event.tsx";

interface EndpointPanelProps {
  webhook: DeliveryWebhook;
  onNewSecret: (secret: string | undefined) => void;
}

/** The endpoint as it stands, with what can be done with it. */
export function EndpointPanel({ webhook, onNewSecret }: EndpointPanelProps) {
  const [intent, setIntent] = useState<Intent>();
  const { previous_secret_valid_until: oldUntil } = webhook;
  return (
    <>
      <Panel
        header={
          <>
            <h2 className="font-semibold text-ink">The organisation's endpoint</h2>
            {webhook.disabled == null ? (
              <StatusBadge tone="done">enabled</StatusBadge>
            ) : (
              <StatusBadge tone="failed">disabled</StatusBadge>
            )}
            <span className="ml-auto flex flex-wrap gap-2">
              <Button size="small" onClick={() => setIntent("rotate")}>
                Rotate secret
              </Button>
              <Button size="small" variant="danger" onClick={() => setIntent("remove")}>
                Remove
              </Button>
            </span>
          </>
        }
      >
        {/* A gateway that never disables does not send the field. */}
        {webhook.disabled == null ? null : (
          <DisabledEndpoint webhook={webhook} disabled={webhook.disabled} />
        )}
        <KeyValueList
          items={[
            { key: "URL", value: webhook.url, mono: true },
            { key: "Events", value: webhook.events.join(", "), mono: true },
            { key: "Changed", value: <RelativeTime at={webhook.updated_at} /> },
          ]}
        />
        {oldUntil === null ? null : (
          <Callout tone="attention" className="mt-4" title="Two secrets sign at the moment">
            Until {formatLocalTime(oldUntil)} the old secret signs beside the new one in{" "}
            <code>webhook-signature</code>. The hex header holds one signature alone: the new
            secret's.
          </Callout>
        )}
      </Panel>
      <TestEvent url={webhook.url} isDisabled={webhook.disabled != null} />
      <IntentDialog
        intent={intent}
        onClose={() => setIntent(undefined)}
        onNewSecret={onNewSecret}
      />
    </>
  );
}

type Intent = "rotate" | "remove";

const INTENT_WORDS = {
  rotate: {
    title: "Rotate the signing secret?",
    description:
      "You get a new secret, shown once. For 24 hours the old one signs too, so that your receiver can change over without a gap.",
    verb: "Rotate",
  },
  remove: {
    title: "Remove the endpoint?",
    description:
      "Batches and runs without a webhook of their own call nobody any more, and what is still waiting to be delivered to it ends as failed.",
    verb: "Remove",
  },
} as const;

interface IntentDialogProps {
  intent: Intent | undefined;
  onClose: () => void;
  onNewSecret: (secret: string | undefined) => void;
}

function IntentDialog({ intent, onClose, onNewSecret }: IntentDialogProps) {
  const { environment } = useApi();
  const rotating = useAction(contract.webhooks.rotateSecret);
  const removing = useAction(contract.webhooks.delete);
  const words = INTENT_WORDS[intent ?? "rotate"];

  // Awaited rather than given callbacks: the answer may hold a secret, also for who has gone to another tab meanwhile.
  async function act(): Promise<void> {
    try {
      if (intent === "remove") {
        await removing.mutateAsync({});
        onNewSecret(undefined);
      } else {
        const { secret } = await rotating.mutateAsync({});
        if (secret !== undefined) rememberWebhookSecret(environment.id, DEFAULT_ENDPOINT, secret);
        onNewSecret(secret);
      }
    } catch (error) {
      toast.failed(`${words.verb} failed`, {
        detail: error instanceof Error ? error.message : String(error),
      });
    }
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
          <Button onClick={onClose}>Keep it</Button>
          <Button
            variant={intent === "remove" ? "danger" : "primary"}
            loading={rotating.isPending || removing.isPending}
            onClick={() => void act()}
          >
            {words.verb}
          </Button>
        </>
      }
    />
  );
}
