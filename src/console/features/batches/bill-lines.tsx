import type { BillingReceipt } from "#contract/batches.ts";
import { toMicros } from "#contract/primitives.ts";
import { formatCount } from "../../format/counts.ts";
import { formatMoney } from "../../format/money.ts";
import { formatShare } from "../../format/percent.ts";
import { Disclosure } from "../../ui/disclosure.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";

/** The lines of a bill, one for each lane and model. */
export function BillLines({ bill }: { bill: BillingReceipt }) {
  const total = Number(toMicros(bill.provider_subtotal));
  return (
    <Table label="Lines of the bill">
      <thead>
        <Row>
          <HeaderCell>Lane</HeaderCell>
          <HeaderCell>Model</HeaderCell>
          <HeaderCell numeric>Answers</HeaderCell>
          <HeaderCell numeric>Input tokens</HeaderCell>
          <HeaderCell numeric>Output tokens</HeaderCell>
          <HeaderCell numeric>Cost</HeaderCell>
          <HeaderCell numeric>Share</HeaderCell>
        </Row>
      </thead>
      <tbody>
        {bill.lines.map((line) => (
          <Row key={`${line.lane_id} ${line.model}`}>
            <Cell className="font-medium">{line.lane_id}</Cell>
            <Cell className="text-secondary">{line.model}</Cell>
            <Cell numeric>{formatCount(line.completed)}</Cell>
            <Cell numeric>{formatCount(line.input_tokens)}</Cell>
            <Cell numeric>{formatCount(line.output_tokens)}</Cell>
            <Cell numeric>{formatMoney(line.cost, { exact: true })}</Cell>
            <Cell numeric>{formatShare(Number(toMicros(line.cost)), total)}</Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}

/** The lanes that were weighed for the quote and took no part, each with the reason. */
export function RejectedLanes({ bill }: { bill: BillingReceipt }) {
  if (bill.rejected_lanes.length === 0) return null;
  return (
    <Disclosure title="Lanes that took no part" aside={bill.rejected_lanes.length} className="mt-2">
      <ul className="text-sm">
        {bill.rejected_lanes.map(({ lane_id, model, code, message }) => (
          <li key={`${lane_id} ${model}`} className="border-b border-line py-2 last:border-b-0">
            <span className="font-medium">{lane_id}</span>{" "}
            <span className="text-muted">{model}</span>
            <span className="block text-secondary">
              {message} <code className="text-xs text-muted">{code}</code>
            </span>
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}
