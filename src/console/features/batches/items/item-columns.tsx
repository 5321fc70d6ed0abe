import type { ReactNode } from "react";
import { formatCount } from "../../../format/counts.ts";
import { formatDuration } from "../../../format/durations.ts";
import { formatMoney } from "../../../format/money.ts";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import type { VirtualColumn } from "../../../ui/virtual-rows.tsx";
import type { ItemRow } from "./item-row.ts";
import { RowState } from "./row-state.tsx";
import type { InputJoin } from "./use-input-join.ts";

/** What stands in a row of the list. */
export type ListedItem =
  | { kind: "row"; row: ItemRow }
  /** Not read yet. */
  | { kind: "loading" }
  /** There is no result for this place: not so far, or not at all. */
  | { kind: "none"; place: number; isEnded: boolean };

/** Below this the list scrolls sideways. */
export const ITEMS_WIDTH_PX = 1_010;

/** The columns of a list of items; `itemAt` gives what stands in a row. */
export function itemColumns(
  itemAt: (index: number) => ListedItem,
  join: InputJoin,
): VirtualColumn[] {
  const ofRow = (show: (row: ItemRow) => ReactNode) => (index: number) => {
    const item = itemAt(index);
    if (item.kind === "loading") return <Skeleton className="h-3 w-4/5" />;
    return item.kind === "row" ? show(item.row) : NOTHING;
  };
  const ofFacts = (show: (facts: NonNullable<ItemRow["facts"]>) => ReactNode) =>
    ofRow(({ facts }) => (facts === null ? NOTHING : show(facts)));
  const idAt = (index: number): ReactNode => {
    const item = itemAt(index);
    if (item.kind === "loading") return <Skeleton className="h-3 w-4/5" />;
    return idOf(item, join) ?? NOTHING;
  };
  const numeric = true;
  return [
    { id: "line", header: "Line", width: "76px", numeric, cell: (index) => lineAt(itemAt(index)) },
    { id: "item", header: "Item", width: "minmax(120px, 0.8fr)", mono: true, cell: idAt },
    {
      id: "input",
      header: "Input",
      width: "minmax(110px, 1.2fr)",
      cell: (index) => <InputCell item={itemAt(index)} join={join} />,
    },
    {
      id: "answer",
      header: "Answer",
      width: "minmax(110px, 1.3fr)",
      cell: ofRow((row) => <AnswerCell row={row} />),
    },
    {
      id: "state",
      header: "State",
      width: "148px",
      cell: (index) => <StateCell item={itemAt(index)} />,
    },
    {
      id: "lane",
      header: "Lane",
      width: "minmax(96px, 0.6fr)",
      cell: ofFacts(({ lane_id, provider, model, rung }) => (
        <span title={`${model} on ${lane_id}, rung ${rung}`}>{provider}</span>
      )),
    },
    {
      id: "attempts",
      header: "Attempts",
      width: "72px",
      numeric,
      cell: ofFacts(({ attempts }) => formatCount(attempts)),
    },
    {
      id: "time",
      header: "Time",
      width: "76px",
      numeric,
      cell: ofFacts(({ latency_ms }) => formatDuration(latency_ms)),
    },
    {
      id: "tokens",
      header: "Tokens",
      width: "68px",
      numeric,
      cell: ofRow(({ answer }) =>
        answer === null || answer.tokens === null ? NOTHING : formatCount(answer.tokens),
      ),
    },
    {
      id: "cost",
      header: "Cost",
      width: "88px",
      numeric,
      cell: ofFacts(({ cost }) => formatMoney(cost, { exact: true })),
    },
  ];
}

const NOTHING = <span className="text-muted">–</span>;

/** The id of the item in a row, where it is known: of an item without a result by the input file. */
export function idOf(item: ListedItem, join: InputJoin): string | undefined {
  if (item.kind === "row") return item.row.customer_item_id;
  return item.kind === "none" && join.kind === "ready" ? join.ids[item.place] : undefined;
}

function lineAt(item: ListedItem): ReactNode {
  if (item.kind === "loading") return NOTHING;
  const place = item.kind === "row" ? item.row.place : item.place;
  return <span className="text-muted">{formatCount(place + 1)}</span>;
}

function InputCell({ item, join }: { item: ListedItem; join: InputJoin }) {
  if (join.kind === "loading" || item.kind === "loading") return <Skeleton className="h-3 w-4/5" />;
  const id = idOf(item, join);
  const input = join.kind === "ready" && id !== undefined ? join.index.get(id) : undefined;
  return <span className="text-secondary">{input?.excerpt ?? "–"}</span>;
}

function AnswerCell({ row: { error, answer } }: { row: ItemRow }) {
  if (error !== null) return <span className="text-muted">{error.message}</span>;
  return <span className="text-secondary">{answer?.instead ?? (answer?.excerpt || "–")}</span>;
}

function StateCell({ item }: { item: ListedItem }) {
  if (item.kind === "loading") return <Skeleton className="h-3 w-3/5" />;
  if (item.kind === "row") return <RowState row={item.row} />;
  return item.isEnded ? (
    <StatusBadge tone="attention" title="The results hold no line for this item that can be read.">
      no result
    </StatusBadge>
  ) : (
    <StatusBadge tone="waiting">not done yet</StatusBadge>
  );
}
