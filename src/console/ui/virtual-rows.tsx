import {
  type KeyboardEvent,
  type MouseEvent,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import { classNames } from "./class-names.ts";
import { rowForKey } from "./list-keys.ts";
import { BodyRow, HeadRow, pressedRow, type VirtualColumn } from "./virtual-rows-parts.tsx";
import { placeOf, useRowsStay, useScrollPosition } from "./virtual-rows-scroll.ts";
import { anchorOf, drawnHeightPx, scrollTopFor, windowAt } from "./virtual-rows-window.ts";

export type { VirtualColumn };

/** What a page can ask of a list from outside. */
export type VirtualRowsHandle = {
  /** Brings a row into view and makes it the active one; focus stays where it is. */
  reveal: (index: number) => void;
  /** Gives the list the focus, on its active row. */
  focus: () => void;
};

type VirtualRowsProps<Item> = {
  /** Names the grid. */
  label: string;
  count: number;
  columns: readonly VirtualColumn<Item>[];
  /** What stands in a row: the same object as long as nothing of it has changed. */
  itemAt: (index: number) => Item;
  /** A key that stays with its row, so that new rows move nothing; without it every row stays at its index. */
  rowKey?: ((index: number) => string) | undefined;
  /** Pressing a row or Enter on it. */
  onOpen?: ((index: number) => void) | undefined;
  /** The row that is open. */
  openIndex?: number | undefined;
  /** Told which row the keyboard is on, whenever that changes. */
  onActive?: ((index: number) => void) | undefined;
  /** Told which rows are drawn, `end` excluded, whenever that changes. */
  onRange?: ((first: number, end: number) => void) | undefined;
  /** Below this the grid scrolls sideways. */
  minWidthPx?: number | undefined;
  rowHeightPx?: number | undefined;
  /** Must bound the height, such as `h-96`. */
  className?: string | undefined;
  ref?: Ref<VirtualRowsHandle> | undefined;
};

/** Rows drawn on either side of those in view. */
const OVERSCAN = 8;

/**
 * A table of any length, a million rows included, that draws only the rows in view. It takes focus as a whole and keeps
 * it; arrows, J and K, Page Up and Down, Home and End move through it, Enter opens. Rows that come in above those in view
 * move nothing.
 */
export function VirtualRows<Item>({
  label,
  count,
  columns,
  itemAt,
  rowKey,
  onOpen,
  openIndex,
  onActive,
  onRange,
  minWidthPx = 640,
  rowHeightPx = 36,
  className = "h-96",
  ref,
}: VirtualRowsProps<Item>) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const { scrollTopPx, viewPx, onScroll } = useScrollPosition(scroller, rowHeightPx);
  const list = { count, rowHeightPx, viewPx };
  const drawn = windowAt(list, scrollTopPx, OVERSCAN);
  const keyOf = rowKey ?? String;
  useRowsStay(scroller, { ...list, rowKey: keyOf, scrollTopPx });
  useEffect(() => onRange?.(drawn.first, drawn.end), [onRange, drawn.first, drawn.end]);

  const [activeRow, setActiveRow] = useState<{ index: number; key: string }>();
  const active = activeRow === undefined ? -1 : placeOf(activeRow, count, keyOf);
  const isActiveDrawn = active >= drawn.first && active < drawn.end;
  function activate(index: number): void {
    setActiveRow({ index, key: keyOf(index) });
    if (index !== active) onActive?.(index);
  }
  function reveal(index: number): void {
    activate(index);
    const element = scroller.current;
    if (element === null) return;
    // As high as it stands: it may be asked before its height was told.
    const shown = { ...list, viewPx: Math.max(0, element.clientHeight - rowHeightPx) };
    element.scrollTo({ top: scrollTopFor(shown, element.scrollTop, index) });
  }
  useImperativeHandle(ref, () => ({
    reveal,
    focus: () => scroller.current?.focus({ preventScroll: true }),
  }));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller.current || event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === "Enter" && active >= 0) {
      onOpen?.(active);
      return;
    }
    const next = rowForKey(event.key, active, count);
    if (next === undefined) return;
    event.preventDefault();
    reveal(next);
  };

  const onClick = ({ target }: MouseEvent): void => {
    const index = pressedRow(target);
    if (index === undefined) return;
    activate(index);
    onOpen?.(index);
  };

  const anchor = anchorOf(drawn, rowHeightPx);
  const indexes = Array.from({ length: drawn.end - drawn.first }, (_, at) => drawn.first + at);
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={count + 1}
      aria-activedescendant={isActiveDrawn ? `${id}-${active}` : undefined}
      tabIndex={0}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      className={classNames("group overflow-auto rounded-sm text-sm", className)}
    >
      <div style={{ minWidth: minWidthPx }}>
        <HeadRow columns={columns} heightPx={rowHeightPx} />
        <div style={{ height: drawnHeightPx(list) }} className="relative">
          <div
            role="rowgroup"
            onClick={onClick}
            style={{ transform: `translateY(${anchor.topPx}px)` }}
            className="absolute top-0 left-0 w-full"
          >
            {indexes.map((index) => (
              <BodyRow
                key={keyOf(index)}
                id={`${id}-${index}`}
                index={index}
                item={itemAt(index)}
                columns={columns}
                heightPx={rowHeightPx}
                topPx={(index - anchor.index) * rowHeightPx}
                isOpen={openIndex === index}
                isActive={index === active}
                canOpen={onOpen !== undefined}
              />
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}
