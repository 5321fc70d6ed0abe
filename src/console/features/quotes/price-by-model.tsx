import { toMicros } from "#contract/primitives.ts";
import type { Quote } from "#contract/quotes.ts";
import { formatCount } from "../../format/counts.ts";
import { formatMicros, formatMoney } from "../../format/money.ts";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";

/** The price split by model and by input and output tokens, summed up to the total. */
export function PriceByModel({ quote }: { quote: Quote }) {
  const { pricing_estimate, model_lines } = quote;
  return (
    <>
      <Table label="Price by model">
        <thead>
          <tr>
            <HeaderCell>Model</HeaderCell>
            <HeaderCell numeric>Items</HeaderCell>
            <HeaderCell numeric>Input tokens</HeaderCell>
            <HeaderCell numeric>Input</HeaderCell>
            <HeaderCell numeric>Output tokens</HeaderCell>
            <HeaderCell numeric>Output</HeaderCell>
            <HeaderCell numeric>Together</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {model_lines.map((line) => (
            <Row key={line.model}>
              <Cell mono>{line.model}</Cell>
              <Cell numeric>{formatCount(line.items)}</Cell>
              <Cell numeric>{formatCount(line.input_tokens)}</Cell>
              <Cell numeric>{formatMoney(line.input_cost)}</Cell>
              <Cell numeric>{formatCount(line.output_tokens)}</Cell>
              <Cell numeric>{formatMoney(line.output_cost)}</Cell>
              <Cell numeric>
                {formatMicros(toMicros(line.input_cost) + toMicros(line.output_cost))}
              </Cell>
            </Row>
          ))}
        </tbody>
        <tfoot>
          <SumRow
            label={`Fee, ${pricing_estimate.service_fee_percent} %`}
            amount={formatMoney(pricing_estimate.service_fee)}
          />
          <SumRow isTotal label="Total" amount={formatMoney(pricing_estimate.total)} />
        </tfoot>
      </Table>
      <p className="mt-2 max-w-2xl text-xs text-muted">
        Output counts what each item says it may write at most, or the tokens per item that were
        assumed. You pay for the tokens used, so the bill is usually below the total and never above
        it.
      </p>
    </>
  );
}

function SumRow({
  label,
  amount,
  isTotal = false,
}: {
  label: string;
  amount: string;
  isTotal?: boolean;
}) {
  return (
    <Row className={isTotal ? "font-semibold" : ""}>
      <HeaderCell scope="row" colSpan={6} className={isTotal ? "font-semibold" : "font-normal"}>
        {label}
      </HeaderCell>
      <Cell numeric>{amount}</Cell>
    </Row>
  );
}
