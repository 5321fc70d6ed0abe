import type { Batch } from "#contract/batches.ts";
import { formatCount } from "../../format/counts.ts";
import { formatMoney } from "../../format/money.ts";
import { formatShare } from "../../format/percent.ts";
import { ShareBar } from "../../ui/share-bar.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";

/** The lanes that the work went to: how much each took, what failed on it, what it cost. */
export function LanesTable({ batch }: { batch: Batch }) {
  return (
    <Table label="Lanes">
      <thead>
        <Row>
          <HeaderCell>Lane</HeaderCell>
          <HeaderCell>Model</HeaderCell>
          <HeaderCell>Share of items</HeaderCell>
          <HeaderCell numeric>Done</HeaderCell>
          <HeaderCell numeric>Failed</HeaderCell>
          <HeaderCell numeric>Tokens in · out</HeaderCell>
          <HeaderCell numeric>Cost</HeaderCell>
        </Row>
      </thead>
      <tbody>
        {batch.lanes.map((lane) => (
          <Row key={`${lane.lane_id} ${lane.model}`}>
            <Cell className="font-medium">{lane.lane_id}</Cell>
            <Cell className="text-secondary">{lane.model}</Cell>
            <Cell>
              <span className="flex items-center gap-2.5">
                <ShareBar share={lane.items / Math.max(1, batch.item_count)} />
                <span className="tabular-nums">{formatCount(lane.items)}</span>
                <span className="text-muted tabular-nums">
                  {formatShare(lane.items, batch.item_count)}
                </span>
              </span>
            </Cell>
            <Cell numeric>{formatCount(lane.completed)}</Cell>
            <Cell numeric className={lane.failed > 0 ? "text-failed-text" : "text-muted"}>
              {formatCount(lane.failed)}
            </Cell>
            <Cell numeric>
              {formatCount(lane.input_tokens)} · {formatCount(lane.output_tokens)}
            </Cell>
            <Cell numeric>{formatMoney(lane.cost)}</Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
