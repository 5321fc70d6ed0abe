import type { Batch, RouteReceipt } from "#contract/batches.ts";
import { formatCount } from "../../format/counts.ts";
import { formatDuration } from "../../format/durations.ts";
import { formatMoney } from "../../format/money.ts";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";
import { modelCalls } from "./run-timeline.ts";

interface CallTableProps {
  receipts: readonly RouteReceipt[];
  batch: Batch | undefined;
  isOver: boolean;
}

/** Every lane that the step was tried on, with its tokens and cost; the total is the batch's, the fee included. */
export function CallTable({ receipts, batch, isOver }: CallTableProps) {
  const calls = modelCalls(receipts);
  if (calls.length === 0) {
    return isOver ? (
      <p className="text-sm text-muted">No lane was called.</p>
    ) : (
      <SkeletonRows rows={1} label="Waiting for the first receipt" />
    );
  }
  return (
    <Table label="Model calls">
      <thead>
        <tr>
          <HeaderCell>Lane</HeaderCell>
          <HeaderCell>Model</HeaderCell>
          <HeaderCell>Outcome</HeaderCell>
          <HeaderCell numeric>Retries</HeaderCell>
          <HeaderCell numeric>Took</HeaderCell>
          <HeaderCell numeric>Tokens in, out</HeaderCell>
          <HeaderCell numeric>Cost</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {calls.map((call) => {
          const lane = batch?.lanes.find(
            ({ lane_id, model }) => lane_id === call.lane_id && model === call.model,
          );
          return (
            <Row key={call.id}>
              <Cell>
                {call.lane_id}
                {call.why === null ? null : (
                  <span className="block text-xs text-muted">{call.why}</span>
                )}
              </Cell>
              <Cell>{call.model}</Cell>
              <Cell>
                <StatusBadge tone={call.tone}>
                  {call.tone === "failed" ? "failed" : call.outcome}
                </StatusBadge>
              </Cell>
              <Cell numeric>{call.retries}</Cell>
              <Cell numeric>{formatDuration(call.durationMs)}</Cell>
              <Cell numeric>
                {lane === undefined
                  ? "–"
                  : `${formatCount(lane.input_tokens)}, ${formatCount(lane.output_tokens)}`}
              </Cell>
              <Cell numeric>{lane === undefined ? "–" : formatMoney(lane.cost)}</Cell>
            </Row>
          );
        })}
        {batch === undefined ? null : (
          <tr>
            <HeaderCell scope="row" colSpan={6}>
              Total, the fee included
            </HeaderCell>
            <Cell numeric className="font-medium">
              {formatMoney(batch.cost)}
            </Cell>
          </tr>
        )}
      </tbody>
    </Table>
  );
}
