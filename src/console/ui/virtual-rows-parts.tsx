import type { CSSProperties, ReactNode } from "react";
import { classNames } from "./class-names.ts";

/** One column: its head, its width, and its cell for a row by index. */
export type VirtualColumn = {
  id: string;
  header: string;
  /** A CSS grid track, such as `160px` or `minmax(120px, 1fr)`. */
  width: string;
  cell: (index: number) => ReactNode;
  numeric?: boolean | undefined;
  mono?: boolean | undefined;
};

/** The head of a list, which stays in view while the rows scroll. */
export function HeadRow({
  columns,
  heightPx,
}: {
  columns: readonly VirtualColumn[];
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

type BodyRowProps = {
  id: string;
  index: number;
  columns: readonly VirtualColumn[];
  heightPx: number;
  topPx: number;
  isOpen: boolean;
  isActive: boolean;
  onPress: (() => void) | undefined;
  canOpen: boolean;
};

/** One row, at its place in the list. */
export function BodyRow(props: BodyRowProps) {
  const { id, index, columns, heightPx, topPx, isOpen, isActive, onPress, canOpen } = props;
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isOpen}
      onClick={onPress}
      style={{ ...tracksOf(columns), height: heightPx, transform: `translateY(${topPx}px)` }}
      className={classNames(
        "absolute top-0 left-0 grid w-full items-center border-b border-line aria-selected:bg-wash",
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
            "min-w-0 truncate px-1.5",
            column.numeric && "text-right tabular-nums",
            column.mono && "font-mono text-xs",
          )}
        >
          {column.cell(index)}
        </div>
      ))}
    </div>
  );
}

function tracksOf(columns: readonly VirtualColumn[]): CSSProperties {
  return { gridTemplateColumns: columns.map((column) => column.width).join(" ") };
}
