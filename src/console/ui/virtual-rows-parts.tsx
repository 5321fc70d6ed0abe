import { type CSSProperties, memo, type ReactNode } from "react";
import { classNames } from "./class-names.ts";

/** One column: its head, its width, and its cell for an item; columns that stay the same let rows stay as they are drawn. */
export type VirtualColumn<Item> = {
  id: string;
  header: string;
  /** A CSS grid track, such as `160px` or `minmax(120px, 1fr)`. */
  width: string;
  cell: (item: Item, index: number) => ReactNode;
  numeric?: boolean | undefined;
  mono?: boolean | undefined;
};

/** The head of a list, which stays in view while the rows scroll. */
export function HeadRow<Item>({
  columns,
  heightPx,
}: {
  columns: readonly VirtualColumn<Item>[];
  heightPx: number;
}) {
  return (
    <div
      role="row"
      aria-rowindex={1}
      style={{ ...tracksOf(columns), height: heightPx }}
      className="sticky top-0 z-10 grid items-center border-b border-line bg-paper"
    >
      {columns.map((column) => (
        <div
          key={column.id}
          role="columnheader"
          className={classNames(
            "truncate px-1.5 text-xs text-muted",
            column.numeric && "text-right",
          )}
        >
          {column.header}
        </div>
      ))}
    </div>
  );
}

type BodyRowProps<Item> = {
  id: string;
  index: number;
  item: Item;
  columns: readonly VirtualColumn<Item>[];
  heightPx: number;
  topPx: number;
  isOpen: boolean;
  isActive: boolean;
  canOpen: boolean;
};

function DrawnRow<Item>(props: BodyRowProps<Item>) {
  const { id, index, item, columns, heightPx, topPx, isOpen, isActive, canOpen } = props;
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isOpen}
      style={{ ...tracksOf(columns), height: heightPx, top: topPx }}
      className={classNames(
        "absolute left-0 grid w-full contain-strict items-center border-b border-line aria-selected:bg-wash",
        canOpen && "cursor-pointer hover:bg-wash",
        isActive &&
          "group-focus-visible:outline-2 group-focus-visible:-outline-offset-2 group-focus-visible:outline-focus",
      )}
    >
      {columns.map((column) => (
        <div
          key={column.id}
          role="gridcell"
          className={classNames(
            "min-w-0 px-1.5",
            // Figures have the room that they need: to clip each of hundreds would cost what a scroll does not have.
            column.numeric ? "text-right whitespace-nowrap tabular-nums" : "truncate",
            column.mono && "font-mono text-xs",
          )}
        >
          {column.cell(item, index)}
        </div>
      ))}
    </div>
  );
}

/** One row, so many pixels below the anchor of its list; drawn again only when something of it has changed. */
// What memo returns has lost that the item and the columns belong together.
export const BodyRow = memo(DrawnRow) as typeof DrawnRow;

/** The row that was pressed, where its list listens for all of them; undefined beside them. */
export function pressedRow(target: EventTarget): number | undefined {
  const row = target instanceof Element ? target.closest('[role="row"]') : null;
  return row === null ? undefined : Number(row.getAttribute("aria-rowindex")) - 2;
}

function tracksOf<Item>(columns: readonly VirtualColumn<Item>[]): CSSProperties {
  return { gridTemplateColumns: columns.map((column) => column.width).join(" ") };
}
