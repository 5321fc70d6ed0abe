import type { ApiKey, CreatedApiKey } from "#contract/api-keys.ts";
import { PERMISSIONS } from "#contract/endpoint.ts";
import { contract } from "#contract/index.ts";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useAction, useEndpoint } from "../../api/query.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { gatewayNow } from "../../ui/gateway-clock.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";
import { toast } from "../../ui/toast.tsx";

const { list, revoke, rotate } = contract.apiKeys;

type Intent = { kind: "revoke" | "rotate"; key: ApiKey };

interface Props {
  onRotated: (created: CreatedApiKey) => void;
  /** A new key waits to be saved: nothing else is begun. */
  isLocked: boolean;
}

/** The account's keys by prefix and last four; the secrets are nowhere to be shown. */
export function KeyList({ onRotated, isLocked }: Props) {
  const [search, setSearch] = useSearchParams();
  const cursor = search.get("cursor");
  const { data, error, refetch } = useEndpoint(
    list,
    { query: cursor === null ? {} : { cursor } },
    { keepPrevious: true },
  );
  const [intent, setIntent] = useState<Intent>();

  if (error !== null && data === undefined) {
    return (
      <ApiErrorPanel
        error={error}
        title="The keys could not be loaded"
        onRetry={() => void refetch()}
      />
    );
  }
  if (data === undefined) return <Skeleton className="h-24 w-full" />;
  if (data.data.length === 0) {
    return (
      <EmptyState title="No keys yet">
        Create the first one above; your agent sends it with each request.
      </EmptyState>
    );
  }
  return (
    <>
      <Table label="API keys">
        <thead>
          <tr>
            <HeaderCell>Label</HeaderCell>
            <HeaderCell>Key</HeaderCell>
            <HeaderCell>May</HeaderCell>
            <HeaderCell>Created</HeaderCell>
            <HeaderCell>Last used</HeaderCell>
            <HeaderCell>State</HeaderCell>
            <HeaderCell>
              <span className="sr-only">Actions</span>
            </HeaderCell>
          </tr>
        </thead>
        <tbody>
          {data.data.map((key) => (
            <KeyRow key={key.api_key_id} apiKey={key} isLocked={isLocked} onIntent={setIntent} />
          ))}
        </tbody>
      </Table>
      {data.next_cursor === null ? null : (
        <Button className="mt-3" onClick={() => setSearch({ cursor: data.next_cursor ?? "" })}>
          Older keys
        </Button>
      )}
      <IntentDialog intent={intent} onClose={() => setIntent(undefined)} onRotated={onRotated} />
    </>
  );
}

function isUsable(key: ApiKey): boolean {
  const isExpired = key.expires_at !== null && Date.parse(key.expires_at) <= gatewayNow();
  return key.revoked_at === null && !isExpired;
}

interface KeyRowProps {
  apiKey: ApiKey;
  isLocked: boolean;
  onIntent: (intent: Intent) => void;
}

function KeyRow({ apiKey, isLocked, onIntent }: KeyRowProps) {
  const state = apiKey.revoked_at !== null ? "revoked" : isUsable(apiKey) ? "active" : "expired";
  return (
    <Row>
      <Cell className="font-medium">{apiKey.label}</Cell>
      <Cell className="font-mono whitespace-nowrap">
        {apiKey.prefix}…{apiKey.last_four}
      </Cell>
      <Cell className="text-secondary">
        {apiKey.permissions.length === PERMISSIONS.length
          ? "everything"
          : apiKey.permissions.join(", ")}
      </Cell>
      <Cell className="whitespace-nowrap">
        <RelativeTime at={apiKey.created_at} />
      </Cell>
      <Cell className="whitespace-nowrap">
        {apiKey.last_used_at === null ? "never" : <RelativeTime at={apiKey.last_used_at} />}
      </Cell>
      <Cell>
        <StatusBadge tone={state === "active" ? "done" : "waiting"}>{state}</StatusBadge>
      </Cell>
      <Cell className="text-right whitespace-nowrap">
        {isUsable(apiKey) ? (
          <>
            <Button
              size="small"
              variant="quiet"
              disabled={isLocked}
              aria-label={`Rotate ${apiKey.label}`}
              onClick={() => onIntent({ kind: "rotate", key: apiKey })}
            >
              Rotate
            </Button>
            <Button
              size="small"
              variant="quiet"
              disabled={isLocked}
              aria-label={`Revoke ${apiKey.label}`}
              onClick={() => onIntent({ kind: "revoke", key: apiKey })}
            >
              Revoke
            </Button>
          </>
        ) : null}
      </Cell>
    </Row>
  );
}

const INTENT_WORDS = {
  revoke: {
    title: "Revoke this key?",
    description: "Every request with it is refused from this moment on. It cannot be undone.",
    verb: "Revoke",
  },
  rotate: {
    title: "Rotate this key?",
    description:
      "You get a new secret. The old one stays valid for 24 hours, so that you can change it without a gap.",
    verb: "Rotate",
  },
} as const;

interface IntentDialogProps {
  intent: Intent | undefined;
  onClose: () => void;
  onRotated: (created: CreatedApiKey) => void;
}

function IntentDialog({ intent, onClose, onRotated }: IntentDialogProps) {
  const revoking = useAction(revoke);
  const rotating = useAction(rotate);
  const words = INTENT_WORDS[intent?.kind ?? "revoke"];

  function act(): void {
    if (intent === undefined) return;
    const input = { params: { id: intent.key.api_key_id } };
    const onError = (error: Error): void => {
      toast.failed(`${words.verb} failed`, { detail: error.message });
    };
    if (intent.kind === "revoke") revoking.mutate(input, { onSettled: onClose, onError });
    else rotating.mutate(input, { onSuccess: onRotated, onSettled: onClose, onError });
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
            variant={intent?.kind === "revoke" ? "danger" : "primary"}
            loading={revoking.isPending || rotating.isPending}
            onClick={act}
          >
            {words.verb}
          </Button>
        </>
      }
    >
      <p className="font-mono text-sm">
        {intent?.key.label} · {intent?.key.prefix}…{intent?.key.last_four}
      </p>
    </Dialog>
  );
}
