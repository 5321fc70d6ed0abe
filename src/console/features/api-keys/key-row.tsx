import type { ApiKey } from "#contract/api-keys.ts";
import { PERMISSIONS } from "#contract/endpoint.ts";
import { toMicros } from "#contract/primitives.ts";
import { formatMicros, formatMoney } from "../../format/money.ts";
import { plural } from "../../format/plural.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { gatewayNow } from "../../ui/gateway-clock.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Cell, Row } from "../../ui/table.tsx";
import { VisuallyHidden } from "../../ui/visually-hidden.tsx";
import type { KeyIntent } from "./key-intent-dialog.tsx";

/** Whether requests with a key are taken. */
export function isUsable(key: ApiKey): boolean {
  const isExpired = key.expires_at !== null && Date.parse(key.expires_at) <= gatewayNow();
  return key.revoked_at === null && !isExpired;
}

interface KeyRowProps {
  apiKey: ApiKey;
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
  isLocked: boolean;
  onIntent: (intent: KeyIntent) => void;
}

/** A key by its ends, with what it may do, has done and has spent. */
export function KeyRow({ apiKey, isChosen, onChoose, isLocked, onIntent }: KeyRowProps) {
  const state = apiKey.revoked_at !== null ? "revoked" : isUsable(apiKey) ? "active" : "expired";
  return (
    <Row keyed>
      <Cell>
        {isUsable(apiKey) ? (
          <Checkbox
            disabled={isLocked}
            label={<VisuallyHidden>Choose {apiKey.label}</VisuallyHidden>}
            checked={isChosen}
            onChange={({ target }) => onChoose(target.checked)}
          />
        ) : null}
      </Cell>
      <Cell>
        <span className="font-medium">{apiKey.label}</span>
        <span className="block text-xs text-muted">
          created <RelativeTime at={apiKey.created_at} />
        </span>
      </Cell>
      <Cell>
        <span className="font-mono text-xs">
          {apiKey.prefix}…{apiKey.last_four}
        </span>
        <span className="block text-xs text-muted">
          {apiKey.last_used_at === null ? (
            "never used"
          ) : (
            <>
              used <RelativeTime at={apiKey.last_used_at} />
            </>
          )}
        </span>
      </Cell>
      <Cell wrap className="min-w-24 text-secondary">
        {apiKey.permissions.length === PERMISSIONS.length
          ? "everything"
          : apiKey.permissions.join(", ")}
      </Cell>
      <Cell numeric>
        <Spend apiKey={apiKey} />
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
              onClick={() => onIntent({ kind: "rotate", keys: [apiKey] })}
            >
              Rotate
            </Button>
            <Button
              size="small"
              variant="quiet"
              disabled={isLocked}
              aria-label={`Revoke ${apiKey.label}`}
              onClick={() => onIntent({ kind: "revoke", keys: [apiKey] })}
            >
              Revoke
            </Button>
          </>
        ) : null}
      </Cell>
    </Row>
  );
}

/** What a key has spent and holds reserved, against its cap where it has one. */
function Spend({ apiKey: { spend, spend_cap } }: { apiKey: ApiKey }) {
  // A gateway that does not keep it does not send it.
  if (spend == null) return "–";
  const reserved = toMicros(spend.reserved);
  const used = toMicros(spend.charged) + reserved;
  return (
    <span className="block" title={`${plural(spend.batches, "batch or run", "batches and runs")}`}>
      {formatMicros(used)}
      {spend_cap == null ? null : (
        <>
          <span className="text-muted"> of {formatMoney(spend_cap)}</span>
          <ShareBar className="mt-1 ml-auto" share={Number(used) / Number(toMicros(spend_cap))} />
        </>
      )}
      {reserved === 0n ? null : (
        <span className="block text-xs text-muted">
          {formatMicros(reserved)}
          <br />
          reserved
        </span>
      )}
    </span>
  );
}
