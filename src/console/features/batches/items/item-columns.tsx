import { type ReactNode, useEffect } from "react";
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
  | { kind: "none"; place: number; isEnded: boolean }
  /** Stands after the last row: that it is drawn means that the end is near the view. */
  | { kind: "next"; onSeen: () => void };

/** The columns of a list of items; `itemAt` gives what stands in a row. */
export function itemColumns(
  itemAt: (index: number) => ListedItem,
  join: InputJoin,
  hasInput: boolean,
): VirtualColumn[] {
  const ofRow = (show: (row: ItemRow) => ReactNode) => (index: number) => {
    const item = itemAt(index);
    if (item.kind === "row") return show(item.row);
    return item.kind === "none" ? NOTHING : <Skeleton isStill className="h-3 w-4/5" />;
  };
  const ofFacts = (show: (facts: NonNullable<ItemRow["facts"]>) => ReactNode) =>
    ofRow(({ facts }) => (facts === null ? NOTHING : show(facts)));
  const idAt = (index: number): ReactNode => {
    const item = itemAt(index);
    if (isToCome(item)) return <Skeleton isStill className="h-3 w-4/5" />;
    return idOf(item, join) ?? NOTHING;
  };
  const numeric = true;
  const input: VirtualColumn = {
    id: "input",
    header: "Input",
    width: "minmax(110px, 1.2fr)",
    cell: (index) => <InputCell item={itemAt(index)} join={join} />,
  };
  return [
    {
      id: "line",
      header: "Line",
      width: "56px",
      numeric,
      cell: (index) => <LineCell item={itemAt(index)} />,
    },
    { id: "item", header: "Item", width: "minmax(112px, 0.8fr)", mono: true, cell: idAt },
    ...(hasInput ? [input] : []),
    {
      id: "answer",
      header: "Answer",
      width: "minmax(88px, 1.3fr)",
      cell: ofRow((row) => <AnswerCell row={row} />),
    },
    {
      id: "state",
      header: "State",
      width: "144px",
      cell: (index) => <StateCell item={itemAt(index)} />,
    },
    {
      id: "lane",
      header: "Lane",
      width: "minmax(64px, 0.4fr)",
      cell: ofFacts(({ lane_id, provider, model, rung }) => (
        <span title={`${model} on ${lane_id}, rung ${rung}`}>{provider}</span>
      )),
    },
    {
      id: "attempts",
      header: "Attempts",
      width: "64px",
      numeric,
      cell: ofFacts(({ attempts }) => formatCount(attempts)),
    },
    {
      id: "time",
      header: "Time",
      width: "58px",
      numeric,
      cell: ofFacts(({ latency_ms }) => formatDuration(latency_ms)),
    },
    {
      id: "tokens",
      header: "Tokens",
      width: "56px",
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

function isToCome({ kind }: ListedItem): boolean {
  return kind === "loading" || kind === "next";
}

function LineCell({ item }: { item: ListedItem }) {
  if (item.kind === "next") return <NextPage onSeen={item.onSeen} />;
  if (item.kind === "loading") return NOTHING;
  const place = item.kind === "row" ? item.row.place : item.place;
  return <span className="text-muted">{formatCount(place + 1)}</span>;
}

function InputCell({ item, join }: { item: ListedItem; join: InputJoin }) {
  if (join.kind === "loading" || isToCome(item)) return <Skeleton isStill className="h-3 w-4/5" />;
  const id = idOf(item, join);
  const input = join.kind === "ready" && id !== undefined ? join.index.get(id) : undefined;
  return <span className="text-secondary">{input?.excerpt ?? "–"}</span>;
}

function AnswerCell({ row: { error, answer } }: { row: ItemRow }) {
  if (error !== null) return <span className="text-muted">{error.message}</span>;
  return <span className="text-secondary">{answer?.instead ?? (answer?.excerpt || "–")}</span>;
}

function StateCell({ item }: { item: ListedItem }) {
  if (item.kind === "row") return <RowState row={item.row} />;
  if (item.kind !== "none") return <Skeleton isStill className="h-3 w-3/5" />;
  return item.isEnded ? (
    <StatusBadge tone="attention" title="The results hold no line for this item that can be read.">
      no result
    </StatusBadge>
  ) : (
    <StatusBadge tone="waiting">not done yet</StatusBadge>
  );
}

function NextPage({ onSeen }: { onSeen: () => void }) {
  // Once for each time it is drawn: the row's key changes with the page before it.
  useEffect(() => {
    onSeen();
  }, [onSeen]);
  return <span className="text-muted">Loading…</span>;
}
