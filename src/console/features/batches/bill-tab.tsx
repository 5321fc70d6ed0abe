import type { Batch, BillingReceipt } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { toMicros } from "#contract/primitives.ts";
import { useApi } from "../../api/api-provider.tsx";
import { useEndpoint } from "../../api/query.ts";
import { formatCount } from "../../format/counts.ts";
import { formatMicros, formatMoney } from "../../format/money.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { Section } from "../../layout/page.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";
import { BillByLane } from "./bill-by-lane.tsx";
import { BillLines, RejectedLanes } from "./bill-lines.tsx";
import { keptWords } from "./kept-words.ts";
import { useFollowing } from "./use-batch-parts.ts";

const exact = { exact: true } as const;

/** The quote against the bill: estimated, spent, and the difference, lane by lane. */
export function BillTab({ batch }: { batch: Batch }) {
  const { environment } = useApi();
  const { data, error, refetch } = useEndpoint(contract.batches.billingReceipt, {
    params: { id: batch.id },
  });
  useFollowing(batch, refetch);
  if (data === undefined) {
    return error === null ? (
      <Skeleton className="h-64 w-full" />
    ) : (
      <ApiErrorPanel
        error={error}
        title="The bill could not be loaded"
        onRetry={() => void refetch()}
      />
    );
  }
  return (
    <>
      <Section
        title="Quote against bill"
        note={data.settled ? "settled; final" : "so far; settled when the batch ends"}
      >
        <QuoteAgainstBill batch={batch} bill={data} />
      </Section>
      <BillByLane batch={batch} bill={data} />
      <Section title="Credits" note="what was set aside, and what of it came back">
        <Reserved bill={data} />
      </Section>
      <Section title="Lines" note="one for each lane and model">
        <BillLines bill={data} />
        <RejectedLanes bill={data} />
      </Section>
      <p className="mt-4 max-w-prose text-sm text-muted">{keptWords(environment.kind)}</p>
    </>
  );
}

function QuoteAgainstBill({ batch, bill }: { batch: Batch; bill: BillingReceipt }) {
  const { pricing_estimate: quoted } = batch;
  const used = { input: 0, output: 0 };
  for (const line of bill.lines) {
    used.input += line.input_tokens;
    used.output += line.output_tokens;
  }
  const money: readonly [string, { amount: string }, { amount: string }][] = [
    ["Providers", quoted.provider_subtotal, bill.provider_subtotal],
    [`Service fee, ${bill.service_fee_percent} %`, quoted.service_fee, bill.service_fee],
    ["Total", quoted.total, bill.total],
  ];
  const tokens: readonly [string, number, number][] = [
    ["Input tokens", quoted.input_tokens, used.input],
    ["Output tokens", quoted.output_tokens, used.output],
  ];
  return (
    <Table label="Quote against bill">
      <thead>
        <Row>
          <HeaderCell>
            <span className="sr-only">What</span>
          </HeaderCell>
          <HeaderCell numeric>Quoted</HeaderCell>
          <HeaderCell numeric>{bill.settled ? "Billed" : "Spent so far"}</HeaderCell>
          <HeaderCell numeric>{bill.settled ? "Difference" : "Left"}</HeaderCell>
        </Row>
      </thead>
      <tbody>
        {tokens.map(([name, before, after]) => (
          <Row key={name}>
            <HeaderCell scope="row" className="font-normal text-secondary">
              {name}
            </HeaderCell>
            <Cell numeric>{formatCount(before)}</Cell>
            <Cell numeric>{formatCount(after)}</Cell>
            <Cell numeric className="text-secondary">
              {signed(after - before)}
            </Cell>
          </Row>
        ))}
        {money.map(([name, before, after]) => {
          const isTotal = name === "Total";
          return (
            <Row key={name} className={isTotal ? "font-semibold" : ""}>
              <HeaderCell scope="row" className={isTotal ? "" : "font-normal text-secondary"}>
                {name}
              </HeaderCell>
              <Cell numeric>{formatMoney(before, exact)}</Cell>
              <Cell numeric>{formatMoney(after, exact)}</Cell>
              <Cell numeric className={isTotal ? "" : "text-secondary"}>
                {bill.settled
                  ? formatMicros(toMicros(after) - toMicros(before), exact)
                  : formatMicros(toMicros(before) - toMicros(after), exact)}
              </Cell>
            </Row>
          );
        })}
      </tbody>
    </Table>
  );
}

function signed(difference: number): string {
  return difference < 0 ? `−${formatCount(-difference)}` : formatCount(difference);
}

function Reserved({ bill }: { bill: BillingReceipt }) {
  const [spent, reserved] = [toMicros(bill.total), toMicros(bill.reserved)];
  const rows: readonly [string, { amount: string }][] = [
    ["Quoted ceiling", bill.quoted_total],
    ["Reserved when it was accepted", bill.reserved],
    [bill.settled ? "Charged" : "Spent so far", bill.total],
    [bill.settled ? "Given back" : "Given back at the end", bill.released],
  ];
  return (
    <div className="max-w-md">
      <ShareBar
        share={reserved === 0n ? 0 : Number(spent) / Number(reserved)}
        label="Spent of what is reserved"
        className="mb-2 w-full rounded-xs bg-waiting-soft"
      />
      <dl className="text-sm">
        {rows.map(([name, amount]) => (
          <div
            key={name}
            className="flex justify-between gap-4 border-b border-line py-2 last:border-b-0"
          >
            <dt className="text-secondary">{name}</dt>
            <dd className="tabular-nums">
              {!bill.settled && name.startsWith("Given") ? (
                <span className="text-muted">the rest</span>
              ) : (
                formatMoney(amount, exact)
              )}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
