import type { Batch, RouteReceipt } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { useState } from "react";
import { useEndpoint } from "../../api/query.ts";
import { formatCount } from "../../format/counts.ts";
import { formatDuration } from "../../format/durations.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { Button } from "../../ui/button.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";
import type { Tone } from "../../ui/tone.ts";
import { useFollowing } from "./use-batch-parts.ts";

const OUTCOME_TONES = {
  done: "done",
  climbed: "attention",
  failed: "failed",
  cancelled: "waiting",
  expired: "attention",
} as const satisfies Record<RouteReceipt["outcome"], Tone>;

/** One line for each unit of work and rung; read only once it is opened. */
export function RouteReceipts({ batch }: { batch: Batch }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Disclosure
      title="Route receipts"
      aside="one for each unit of work and rung"
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="mt-2"
    >
      {isOpen ? <Receipts batch={batch} /> : null}
    </Disclosure>
  );
}

const RECEIPTS_PER_PAGE = 25;

function Receipts({ batch }: { batch: Batch }) {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const { data, error, refetch } = useEndpoint(
    contract.batches.routeReceipts,
    {
      params: { id: batch.id },
      query: { limit: RECEIPTS_PER_PAGE, ...(cursor === undefined ? {} : { cursor }) },
    },
    { keepPrevious: true },
  );
  useFollowing(batch, refetch);
  if (data === undefined) {
    return error === null ? (
      <SkeletonRows rows={3} label="Loading receipts" />
    ) : (
      <ApiErrorPanel
        error={error}
        title="The receipts could not be loaded"
        onRetry={() => void refetch()}
      />
    );
  }
  if (data.data.length === 0)
    return <p className="text-sm text-muted">No unit of work is done yet.</p>;
  const next = data.next_cursor;
  return (
    <>
      <Table label="Route receipts">
        <thead>
          <Row>
            <HeaderCell numeric>Unit</HeaderCell>
            <HeaderCell>Items</HeaderCell>
            <HeaderCell numeric>Rung</HeaderCell>
            <HeaderCell>Lane</HeaderCell>
            <HeaderCell numeric>Took</HeaderCell>
            <HeaderCell numeric>Retries</HeaderCell>
            <HeaderCell>Outcome</HeaderCell>
            <HeaderCell>Why the next rung</HeaderCell>
          </Row>
        </thead>
        <tbody>
          {data.data.map((receipt) => (
            <ReceiptRow key={receipt.id} receipt={receipt} />
          ))}
        </tbody>
      </Table>
      <div className="mt-2 flex gap-2">
        {cursors.length === 0 ? null : (
          <Button size="small" onClick={() => setCursors(cursors.slice(0, -1))}>
            Earlier units
          </Button>
        )}
        {next === null ? null : (
          <Button size="small" onClick={() => setCursors([...cursors, next])}>
            Later units
          </Button>
        )}
      </div>
    </>
  );
}

function ReceiptRow({ receipt }: { receipt: RouteReceipt }) {
  const { unit, first_item, end_item, items, rung, lane_id, model, retries, outcome } = receipt;
  return (
    <Row>
      <Cell numeric>{formatCount(unit + 1)}</Cell>
      <Cell className="tabular-nums">
        {formatCount(items)} of {formatCount(first_item + 1)}–{formatCount(end_item)}
      </Cell>
      <Cell numeric>{rung}</Cell>
      <Cell>
        {lane_id} <span className="text-muted">{model}</span>
      </Cell>
      <Cell numeric>
        {formatDuration(Date.parse(receipt.ended_at) - Date.parse(receipt.started_at))}
      </Cell>
      <Cell numeric>{formatCount(retries)}</Cell>
      <Cell>
        <StatusBadge tone={OUTCOME_TONES[outcome]}>{outcome}</StatusBadge>
      </Cell>
      <Cell wrap className="min-w-48 text-secondary">
        {receipt.next_rung_reason ?? "–"}
      </Cell>
    </Row>
  );
}
