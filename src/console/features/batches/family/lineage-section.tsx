import type { Batch } from "#contract/batches.ts";
import { Link } from "react-router";
import { formatCount } from "../../../format/counts.ts";
import { formatMoney } from "../../../format/money.ts";
import { Section } from "../../../layout/page.tsx";
import { paths } from "../../../paths.ts";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { Cell, HeaderCell, Row, Table } from "../../../ui/table.tsx";
import { batchName } from "../batch-name.ts";
import { OutcomeBadge } from "../outcome-badge.tsx";
import type { Kin } from "./use-kin.ts";

/** What a batch repairs and what repairs it, side by side; nothing where it stands alone. */
export function LineageSection({ batch, kin }: { batch: Batch; kin: Kin }) {
  const { parent, retries, hasMore } = kin;
  if (parent === undefined && retries.length === 0) return null;
  return (
    <Section
      title="Lineage"
      note="a merged export puts the retries’ answers where the failures were"
    >
      <Table label="Lineage">
        <thead>
          <Row>
            <HeaderCell>Batch</HeaderCell>
            <HeaderCell>State</HeaderCell>
            <HeaderCell numeric>Items</HeaderCell>
            <HeaderCell numeric>Answers</HeaderCell>
            <HeaderCell numeric>Cost</HeaderCell>
            <HeaderCell>Submitted</HeaderCell>
          </Row>
        </thead>
        <tbody>
          {parent === undefined ? null : <KinRow batch={parent} kinship="repaired by this one" />}
          <KinRow batch={batch} kinship="this batch" />
          {retries.toReversed().map((retry) => (
            <KinRow key={retry.id} batch={retry} kinship="does part of this one again" />
          ))}
        </tbody>
      </Table>
      {hasMore ? <p className="mt-2 text-sm text-muted">There are more retries.</p> : null}
    </Section>
  );
}

function KinRow({ batch, kinship }: { batch: Batch; kinship: string }) {
  const name = batchName(batch) ?? batch.id;
  return (
    <Row>
      <Cell>
        {kinship === "this batch" ? (
          <span className="font-medium">{name}</span>
        ) : (
          <Link to={paths.batch(batch.id)} className="link">
            {name}
          </Link>
        )}
        <span className="block text-xs text-muted">{kinship}</span>
      </Cell>
      <Cell>
        <OutcomeBadge batch={batch} />
      </Cell>
      <Cell numeric>{formatCount(batch.item_count)}</Cell>
      <Cell numeric>{formatCount(batch.counts.completed)}</Cell>
      <Cell numeric>{formatMoney(batch.cost)}</Cell>
      <Cell className="text-secondary">
        <RelativeTime at={batch.created_at} />
      </Cell>
    </Row>
  );
}
