import type { Batch, BillingReceipt } from "#contract/batches.ts";
import { toMicros } from "#contract/primitives.ts";
import type { Quote } from "#contract/quotes.ts";
import { formatCount } from "../../format/counts.ts";
import { formatMicros, formatMoney } from "../../format/money.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { Section } from "../../layout/page.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";
import { useQuote } from "../quotes/queries.ts";

/** The lanes of the quote in the order of the ladder: what each was quoted at for its work, and what was billed on it. */
export function BillByLane({ batch, bill }: { batch: Batch; bill: BillingReceipt }) {
  const { data: quote, error, refetch, isFetching } = useQuote(batch.quote_id, true);
  return (
    <Section
      title="Lane by lane"
      note="before the fee; work falls down the ladder only where a lane fails"
    >
      {quote !== undefined ? (
        <LaneTable quote={quote} bill={bill} />
      ) : error === null ? (
        <SkeletonRows rows={3} label="Loading the quote" />
      ) : (
        <ApiErrorPanel
          error={error}
          title="The quote could not be loaded"
          onRetry={() => void refetch()}
          isRetrying={isFetching}
        />
      )}
    </Section>
  );
}

function LaneTable({ quote, bill }: { quote: Quote; bill: BillingReceipt }) {
  const ladder = quote.quote_lanes
    .filter(({ ladder_rank }) => ladder_rank !== null)
    .toSorted((a, b) => (a.ladder_rank ?? 0) - (b.ladder_rank ?? 0));
  return (
    <Table label="Quote against bill, lane by lane">
      <thead>
        <Row>
          <HeaderCell>Lane</HeaderCell>
          <HeaderCell>Model</HeaderCell>
          <HeaderCell numeric>Rung</HeaderCell>
          <HeaderCell numeric>Quoted for its work</HeaderCell>
          <HeaderCell numeric>{bill.settled ? "Billed" : "Spent so far"}</HeaderCell>
          <HeaderCell numeric>{bill.settled ? "Difference" : "Left"}</HeaderCell>
          <HeaderCell numeric>Answers</HeaderCell>
        </Row>
      </thead>
      <tbody>
        {ladder.map((lane) => {
          const lines = bill.lines.filter(
            ({ lane_id, model }) => lane_id === lane.lane_id && model === lane.model,
          );
          const billed = lines.reduce((sum, { cost }) => sum + toMicros(cost), 0n);
          const quoted = toMicros(lane.estimated_cost);
          const isIdle = lines.length === 0;
          return (
            <Row key={`${lane.lane_id} ${lane.model}`}>
              <Cell className="font-medium">{lane.display_name}</Cell>
              <Cell className="text-secondary">{lane.model}</Cell>
              <Cell numeric>{lane.ladder_rank}</Cell>
              <Cell numeric>{formatMoney(lane.estimated_cost, { exact: true })}</Cell>
              {isIdle ? (
                <Cell numeric className="text-muted">
                  not used
                </Cell>
              ) : (
                <Cell numeric>{formatMicros(billed, { exact: true })}</Cell>
              )}
              <Cell numeric className="text-secondary">
                {isIdle
                  ? "–"
                  : formatMicros(bill.settled ? billed - quoted : quoted - billed, { exact: true })}
              </Cell>
              <Cell numeric>
                {formatCount(lines.reduce((sum, { completed }) => sum + completed, 0))}
              </Cell>
            </Row>
          );
        })}
      </tbody>
    </Table>
  );
}
