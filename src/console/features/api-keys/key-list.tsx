import type { CreatedApiKey } from "#contract/api-keys.ts";
import { contract } from "#contract/index.ts";
import { useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { useEndpoint } from "../../api/query.ts";
import { plural } from "../../format/plural.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { useRowKeys } from "../../layout/use-row-keys.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { HeaderCell, Table } from "../../ui/table.tsx";
import { VisuallyHidden } from "../../ui/visually-hidden.tsx";
import { KeyIntentDialog, type KeyIntent } from "./key-intent-dialog.tsx";
import { isUsable, KeyRow } from "./key-row.tsx";

interface Props {
  onRotated: (created: readonly CreatedApiKey[]) => void;
  /** New keys wait to be saved: nothing else is begun. */
  isLocked: boolean;
}

/** The account's keys by prefix and last four; the secrets are nowhere to be shown. */
export function KeyList({ onRotated, isLocked }: Props) {
  const [search, setSearch] = useSearchParams();
  const cursor = search.get("cursor");
  const { data, error, refetch } = useEndpoint(
    contract.apiKeys.list,
    { query: cursor === null ? {} : { cursor } },
    { keepPrevious: true },
  );
  const [intent, setIntent] = useState<KeyIntent>();
  const [chosenIds, setChosenIds] = useState<ReadonlySet<string>>(new Set());
  const body = useRef<HTMLTableSectionElement>(null);
  useRowKeys(body);

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
  const chosen = data.data.filter((key) => chosenIds.has(key.api_key_id) && isUsable(key));
  const choose = (id: string, isChosen: boolean): void => {
    const next = new Set(chosenIds);
    if (isChosen) next.add(id);
    else next.delete(id);
    setChosenIds(next);
  };
  return (
    <>
      <div className="mb-2 flex min-h-7 flex-wrap items-center gap-2">
        <span className="mr-auto text-sm text-muted" role="status">
          {chosen.length === 0
            ? "Choose several to rotate or revoke them together."
            : `${plural(chosen.length, "key")} chosen`}
        </span>
        <Button
          size="small"
          disabled={isLocked || chosen.length === 0}
          onClick={() => setIntent({ kind: "rotate", keys: chosen })}
        >
          Rotate chosen
        </Button>
        <Button
          size="small"
          variant="danger"
          disabled={isLocked || chosen.length === 0}
          onClick={() => setIntent({ kind: "revoke", keys: chosen })}
        >
          Revoke chosen
        </Button>
      </div>
      <Table label="API keys">
        <thead>
          <tr>
            <HeaderCell>
              <VisuallyHidden>Chosen</VisuallyHidden>
            </HeaderCell>
            <HeaderCell>Label</HeaderCell>
            <HeaderCell>Key</HeaderCell>
            <HeaderCell>May</HeaderCell>
            <HeaderCell numeric>Spent</HeaderCell>
            <HeaderCell>State</HeaderCell>
            <HeaderCell>
              <VisuallyHidden>Actions</VisuallyHidden>
            </HeaderCell>
          </tr>
        </thead>
        <tbody ref={body}>
          {data.data.map((key) => (
            <KeyRow
              key={key.api_key_id}
              apiKey={key}
              isChosen={chosenIds.has(key.api_key_id)}
              onChoose={(isChosen) => choose(key.api_key_id, isChosen)}
              isLocked={isLocked}
              onIntent={setIntent}
            />
          ))}
        </tbody>
      </Table>
      {data.next_cursor === null ? null : (
        <Button className="mt-3" onClick={() => setSearch({ cursor: data.next_cursor ?? "" })}>
          Older keys
        </Button>
      )}
      <KeyIntentDialog
        intent={intent}
        onClose={() => setIntent(undefined)}
        onRotated={(created) => {
          setChosenIds(new Set());
          onRotated(created);
        }}
      />
    </>
  );
}
