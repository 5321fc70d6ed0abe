import type { LedgerEntry } from "#contract/accounts.ts";
import { contract } from "#contract/index.ts";
import { useRef } from "react";
import { Link, useSearchParams } from "react-router";
import { useEndpoint } from "../../api/query.ts";
import { formatMoney } from "../../format/money.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { useRowKeys } from "../../layout/use-row-keys.ts";
import { paths } from "../../paths.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";

/** `-1.5` → `−$1.50`, `1.5` → `+$1.50`, nothing → a dash. */
function signedMoney({ amount }: { amount: string }): string {
  if (Number(amount) === 0) return "–";
  const size = formatMoney(amount.replace("-", ""));
  return amount.startsWith("-") ? `−${size}` : `+${size}`;
}

/** A page of the credits' ledger; the page shown is in the address. */
export function CreditLedger() {
  const body = useRef<HTMLTableSectionElement>(null);
  useRowKeys(body);
  const [search, setSearch] = useSearchParams();
  const cursor = search.get("ledger_cursor");
  const { data, error, refetch } = useEndpoint(
    contract.accounts.ledger,
    { query: cursor === null ? {} : { cursor } },
    { keepPrevious: true },
  );
  if (error !== null && data === undefined) {
    return (
      <ApiErrorPanel
        error={error}
        title="The ledger could not be loaded"
        onRetry={() => void refetch()}
      />
    );
  }
  if (data === undefined) return <Skeleton className="h-40 w-full" />;
  if (data.data.length === 0) {
    return <EmptyState title="Nothing has been granted or spent yet" />;
  }
  return (
    <>
      <Table label="Ledger of credits">
        <thead>
          <tr>
            <HeaderCell>When</HeaderCell>
            <HeaderCell>What</HeaderCell>
            <HeaderCell>Batch</HeaderCell>
            <HeaderCell numeric>Credits</HeaderCell>
            <HeaderCell numeric>Reserved</HeaderCell>
          </tr>
        </thead>
        <tbody ref={body}>
          {data.data.map((entry) => (
            <EntryRow key={entry.id} entry={entry} />
          ))}
        </tbody>
      </Table>
      <div className="mt-3 flex gap-2">
        {cursor === null ? null : <Button onClick={() => setSearch({})}>Newest</Button>}
        {data.next_cursor === null ? null : (
          <Button onClick={() => setSearch({ ledger_cursor: data.next_cursor ?? "" })}>
            Older
          </Button>
        )}
      </div>
    </>
  );
}

function EntryRow({ entry }: { entry: LedgerEntry }) {
  return (
    <Row keyed>
      <Cell className="whitespace-nowrap">
        <RelativeTime at={entry.created_at} />
      </Cell>
      <Cell>
        <span className="font-medium">{entry.kind}</span>{" "}
        <span className="text-secondary">{entry.note}</span>
      </Cell>
      <Cell>
        {entry.batch_id === null ? (
          "–"
        ) : (
          <Link to={paths.batch(entry.batch_id)} className="link font-mono">
            {entry.batch_id}
          </Link>
        )}
      </Cell>
      <Cell numeric>{signedMoney(entry.balance_change)}</Cell>
      <Cell numeric>{signedMoney(entry.reserved_change)}</Cell>
    </Row>
  );
}
