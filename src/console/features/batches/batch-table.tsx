import type { Batch } from "#contract/batches.ts";
import { useRef } from "react";
import { Link } from "react-router";
import { formatCount } from "../../format/counts.ts";
import { formatMoney } from "../../format/money.ts";
import { formatShare } from "../../format/percent.ts";
import { useRowKeys } from "../../layout/use-row-keys.ts";
import { paths } from "../../paths.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";
import { batchName } from "./batch-name.ts";
import { MiniProgress } from "./mini-progress.tsx";
import { OutcomeBadge } from "./outcome-badge.tsx";

/** Batches in a table, each row a link. */
export function BatchTable({ batches }: { batches: readonly Batch[] }) {
  const body = useRef<HTMLTableSectionElement>(null);
  useRowKeys(body);
  return (
    <Table label="Batches">
      <thead>
        <Row>
          <HeaderCell>Batch</HeaderCell>
          <HeaderCell>State</HeaderCell>
          <HeaderCell>Progress</HeaderCell>
          <HeaderCell numeric>Items</HeaderCell>
          <HeaderCell numeric>Cost</HeaderCell>
          <HeaderCell numeric>Created</HeaderCell>
        </Row>
      </thead>
      <tbody ref={body}>
        {batches.map((batch) => (
          <BatchRow key={batch.id} batch={batch} />
        ))}
      </tbody>
    </Table>
  );
}

function BatchRow({ batch }: { batch: Batch }) {
  const name = batchName(batch);
  const { counts } = batch;
  return (
    <Row interactive className="relative">
      <Cell>
        {/* The link's area is the row's: one target, and a row of the table stays a row. */}
        <Link
          data-row
          to={paths.batch(batch.id)}
          className="block rounded-sm after:absolute after:inset-0"
        >
          {name === undefined ? null : (
            <span className="block max-w-72 truncate font-medium">{name}</span>
          )}
          <span
            className={name === undefined ? "font-mono text-xs" : "font-mono text-xs text-muted"}
          >
            {batch.id}
          </span>
        </Link>
      </Cell>
      <Cell>
        <OutcomeBadge batch={batch} />
      </Cell>
      <Cell>
        <span className="flex items-center gap-2.5">
          <MiniProgress batch={batch} />
          <span className="w-10 text-right text-muted tabular-nums">
            {formatShare(counts.completed + counts.failed, counts.total)}
          </span>
        </span>
      </Cell>
      <Cell numeric>{formatCount(batch.item_count)}</Cell>
      <Cell numeric>{formatMoney(batch.cost)}</Cell>
      <Cell numeric className="text-secondary">
        <RelativeTime at={batch.created_at} />
      </Cell>
    </Row>
  );
}
