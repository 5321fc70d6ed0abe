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
  | ItemRow
  /** Not read yet. */
  | "loading"
  /** There is no result for this place so far. */
  | "not_done"
  /** The batch has ended, and there is no result for this place. */
  | "no_result"
  /** Stands after the last row: that it is drawn means that the end is near the view. */
  | "next";

/** The columns of a list of items; `onNext` is told when the row after the last one is drawn. */
export function itemColumns(
  join: InputJoin,
  hasInput: boolean,
  onNext?: () => void,
): VirtualColumn<ListedItem>[] {
  const numeric = true;
  const input: VirtualColumn<ListedItem> = {
    id: "input",
    header: "Input",
    width: "minmax(110px, 1.2fr)",
    cell: (item, place) => <InputCell item={item} place={place} join={join} />,
  };
  return [
    {
      id: "line",
      header: "Line",
      width: "56px",
      numeric,
      cell: (item, place) => <LineCell item={item} place={place} onNext={onNext} />,
    },
    {
      id: "item",
      header: "Item",
      width: "minmax(112px, 0.8fr)",
      mono: true,
      cell: (item, place) => (isToCome(item) ? COMING : (idOf(item, place, join) ?? NOTHING)),
    },
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
      cell: (item) => <StateCell item={item} />,
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
const COMING = <Skeleton isStill className="h-3 w-4/5" />;

function ofRow(show: (row: ItemRow) => ReactNode) {
  return (item: ListedItem): ReactNode =>
    typeof item === "object" ? show(item) : isToCome(item) ? COMING : NOTHING;
}

function ofFacts(show: (facts: NonNullable<ItemRow["facts"]>) => ReactNode) {
  return ofRow(({ facts }) => (facts === null ? NOTHING : show(facts)));
}

/** The id of the item in a row, where it is known: of an item without a result by its place in the input file. */
export function idOf(item: ListedItem, place: number, join: InputJoin): string | undefined {
  if (typeof item === "object") return item.customer_item_id;
  return !isToCome(item) && join.kind === "ready" ? join.ids[place] : undefined;
}

function isToCome(item: ListedItem): boolean {
  return item === "loading" || item === "next";
}

interface CellProps {
  item: ListedItem;
  /** Where the row stands: in a list of all items the place in the input. */
  place: number;
}

function LineCell({ item, place, onNext }: CellProps & { onNext: (() => void) | undefined }) {
  if (item === "next") return <NextPage onSeen={onNext} />;
  if (item === "loading") return NOTHING;
  const line = typeof item === "object" ? item.place : place;
  return <span className="text-muted">{formatCount(line + 1)}</span>;
}

function InputCell({ item, place, join }: CellProps & { join: InputJoin }) {
  if (join.kind === "loading" || isToCome(item)) return COMING;
  const id = idOf(item, place, join);
  const input = join.kind === "ready" && id !== undefined ? join.index.get(id) : undefined;
  return <span className="text-secondary">{input?.excerpt ?? "–"}</span>;
}

function AnswerCell({ row: { error, answer } }: { row: ItemRow }) {
  if (error !== null) return <span className="text-muted">{error.message}</span>;
  return <span className="text-secondary">{answer?.instead ?? (answer?.excerpt || "–")}</span>;
}

function StateCell({ item }: { item: ListedItem }) {
  if (typeof item === "object") return <RowState row={item} />;
  if (isToCome(item)) return <Skeleton isStill className="h-3 w-3/5" />;
  return item === "no_result" ? (
    <StatusBadge tone="attention" title="The results hold no line for this item that can be read.">
      no result
    </StatusBadge>
  ) : (
    <StatusBadge tone="waiting">not done yet</StatusBadge>
  );
}

function NextPage({ onSeen }: { onSeen: (() => void) | undefined }) {
  // Once for each time it is drawn: the row's key changes with the page before it.
  useEffect(() => onSeen?.(), [onSeen]);
  return <span className="text-muted">Loading…</span>;
}
