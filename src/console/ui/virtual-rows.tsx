import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { classNames } from "./class-names.ts";
import { rowForKey } from "./list-keys.ts";

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

type VirtualRowsProps = {
  /** Names the grid. */
  label: string;
  count: number;
  columns: readonly VirtualColumn[];
  /** A key that stays with its row, so that new rows move nothing. */
  rowKey: (index: number) => string;
  /** Pressing a row or Enter on it. */
  onOpen?: ((index: number) => void) | undefined;
  /** The row that is open. */
  openIndex?: number | undefined;
  /** Below this the grid scrolls sideways. */
  minWidthPx?: number | undefined;
  rowHeightPx?: number | undefined;
  /** Must bound the height, such as `h-96`. */
  className?: string | undefined;
};

/**
 * A table of any length that draws only the rows in view. It takes focus as a whole; arrows, J and K, Page Up and
 * Down, Home and End move through it, Enter opens.
 */
export function VirtualRows({
  label,
  count,
  columns,
  rowKey,
  onOpen,
  openIndex,
  minWidthPx = 640,
  rowHeightPx = 36,
  className = "h-96",
}: VirtualRowsProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(-1);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    getItemKey: rowKey,
    overscan: 8,
    scrollPaddingStart: rowHeightPx,
  });
  const visible = rows.getVirtualItems();
  const isActiveDrawn = visible.some((row) => row.index === active);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller.current || event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === "Enter" && active >= 0) {
      onOpen?.(active);
      return;
    }
    const next = rowForKey(event.key, active, count);
    if (next === undefined) return;
    event.preventDefault();
    setActive(next);
    rows.scrollToIndex(next);
  };

  const tracks = { gridTemplateColumns: columns.map((column) => column.width).join(" ") };
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={count + 1}
      aria-activedescendant={isActiveDrawn ? `${id}-${active}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className={classNames("group overflow-auto rounded-sm text-sm", className)}
    >
      <div style={{ minWidth: minWidthPx }}>
        <div
          role="row"
          aria-rowindex={1}
          style={{ ...tracks, height: rowHeightPx }}
          className="sticky top-0 z-10 grid items-center border-b border-line bg-paper"
        >
          {columns.map((column) => (
            <div
              key={column.id}
              role="columnheader"
              className={classNames("px-2 text-xs text-muted", column.numeric && "text-right")}
            >
              {column.header}
            </div>
          ))}
        </div>
        <div role="rowgroup" style={{ height: rows.getTotalSize() }} className="relative">
          {visible.map((row) => (
            <div
              key={row.key}
              id={`${id}-${row.index}`}
              role="row"
              aria-rowindex={row.index + 2}
              aria-selected={openIndex === row.index}
              onClick={() => {
                setActive(row.index);
                onOpen?.(row.index);
              }}
              style={{ ...tracks, height: row.size, transform: `translateY(${row.start}px)` }}
              className={classNames(
                "absolute top-0 left-0 grid w-full items-center border-b border-line aria-selected:bg-wash",
                onOpen !== undefined && "cursor-pointer hover:bg-wash",
                row.index === active &&
                  "group-focus-visible:outline-2 group-focus-visible:-outline-offset-2 group-focus-visible:outline-focus",
              )}
            >
              {columns.map((column) => (
                <div
                  key={column.id}
                  role="gridcell"
                  className={classNames(
                    "min-w-0 truncate px-2",
                    column.numeric && "text-right tabular-nums",
                    column.mono && "font-mono text-xs",
                  )}
                >
                  {column.cell(row.index)}
                </div>
              ))}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
