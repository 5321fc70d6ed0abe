/** Browsers draw no element much taller; a list that would be is drawn at this height, and scrolls faster for it. */
const TALLEST_PX = 15_000_000;

/** A list of rows of one height and the view on it, in CSS pixels. */
export interface RowList {
  count: number;
  rowHeightPx: number;
  /** The height of the view that rows are seen in. */
  viewPx: number;
}

/** The rows in view, `end` excluded, and where in the drawn list the first of them begins. */
export interface RowWindow {
  first: number;
  end: number;
  topPx: number;
}

/** The height at which the list is drawn: that of its rows, as long as a browser can draw it. */
export function drawnHeightPx({ count, rowHeightPx }: Omit<RowList, "viewPx">): number {
  return Math.min(count * rowHeightPx, TALLEST_PX);
}

/** Pixels of rows for each pixel of scrolling: 1 but for a list that is drawn lower than its rows are. */
function pace(list: RowList): number {
  const drawn = drawnHeightPx(list);
  const rows = list.count * list.rowHeightPx;
  return drawn === rows ? 1 : (rows - list.viewPx) / (drawn - list.viewPx);
}

/** The rows in view at a scroll position, with `overscan` more on either side. */
export function windowAt(list: RowList, scrollTopPx: number, overscan: number): RowWindow {
  const { count, rowHeightPx, viewPx } = list;
  const viewTopPx = Math.max(0, scrollTopPx) * pace(list);
  const first = Math.max(0, Math.floor(viewTopPx / rowHeightPx) - overscan);
  const end = Math.min(count, Math.ceil((viewTopPx + viewPx) / rowHeightPx) + overscan);
  return {
    first: Math.min(first, end),
    end,
    topPx: first * rowHeightPx - viewTopPx + Math.max(0, scrollTopPx),
  };
}

/** Rows are placed from every so many-th on: those far down a million would be placed too roughly by its top. */
const ROWS_PER_ANCHOR = 1_000;

/** The row that those in view are placed from, and where in the drawn list it lies: scrolling moves it, and no row. */
export function anchorOf({ first, topPx }: RowWindow, rowHeightPx: number) {
  const index = first - (first % ROWS_PER_ANCHOR);
  return { index, topPx: topPx - (first - index) * rowHeightPx };
}

/** The scroll position nearest to this one at which the row is wholly in view. */
export function scrollTopFor(list: RowList, scrollTopPx: number, index: number): number {
  const { rowHeightPx, viewPx } = list;
  const viewTopPx = scrollTopPx * pace(list);
  const rowTopPx = index * rowHeightPx;
  if (rowTopPx < viewTopPx) return Math.floor(rowTopPx / pace(list));
  const rowEndPx = rowTopPx + rowHeightPx;
  if (rowEndPx <= viewTopPx + viewPx) return scrollTopPx;
  return Math.ceil((rowEndPx - viewPx) / pace(list));
}
