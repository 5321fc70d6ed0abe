import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import { type RowList, windowAt } from "./virtual-rows-window.ts";

/** How far the list is scrolled and how much of it can be seen below its head. */
export function useScrollPosition(scroller: RefObject<HTMLDivElement | null>, headPx: number) {
  const [scrollTopPx, setScrollTopPx] = useState(0);
  const [heightPx, setHeightPx] = useState(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // It tells the height at once, before anything is painted, and with each change.
    const observer = new ResizeObserver(() => setHeightPx(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  const onScroll = (): void => setScrollTopPx(scroller.current?.scrollTop ?? 0);
  return { scrollTopPx, viewPx: Math.max(0, heightPx - headPx), onScroll };
}

/** Keeps the rows in view where they are when rows have come in above them. */
export function useRowsStay(
  scroller: RefObject<HTMLDivElement | null>,
  list: RowList & { rowKey: (index: number) => string; scrollTopPx: number },
): void {
  const { count, rowHeightPx, rowKey, scrollTopPx } = list;
  const top = useRef<{ index: number; key: string }>(undefined);
  useLayoutEffect(() => {
    const { first } = windowAt(list, scrollTopPx, 0);
    const before = top.current;
    const element = scroller.current;
    if (before !== undefined && element !== null && scrollTopPx > 0 && before.index === first) {
      const moved = placeOf(before, count, rowKey) - first;
      if (moved > 0) element.scrollBy({ top: moved * rowHeightPx });
    }
    top.current = first < count ? { index: first, key: rowKey(first) } : undefined;
  });
}

/** Where a row is now that was at an index before; there still, when it is gone. */
export function placeOf(
  before: { index: number; key: string },
  count: number,
  rowKey: (index: number) => string,
): number {
  const last = Math.min(before.index, count - 1);
  if (last < 0 || rowKey(last) === before.key) return last;
  for (let index = 0; index < count; index += 1) if (rowKey(index) === before.key) return index;
  return last;
}
