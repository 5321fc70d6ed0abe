import { expect, test } from "vitest";
import {
  anchorOf,
  drawnHeightPx,
  type RowList,
  scrollTopFor,
  windowAt,
} from "./virtual-rows-window.ts";

const SHORT: RowList = { count: 1_000, rowHeightPx: 36, viewPx: 360 };
const MILLION: RowList = { count: 1_000_000, rowHeightPx: 36, viewPx: 360 };

test("a short list is drawn as high as it is, and scrolls pixel by pixel", () => {
  expect(drawnHeightPx(SHORT)).toBe(36_000);
  expect(windowAt(SHORT, 0, 0)).toEqual({ first: 0, end: 10, topPx: 0 });
  expect(windowAt(SHORT, 90, 0)).toEqual({ first: 2, end: 13, topPx: 72 });
  expect(windowAt(SHORT, 90, 5)).toEqual({ first: 0, end: 18, topPx: 0 });
});

test("of a million rows the first, the last and any between come into view, and no more are drawn than of a thousand", () => {
  const lastTopPx = drawnHeightPx(MILLION) - MILLION.viewPx;
  expect(windowAt(MILLION, 0, 0)).toMatchObject({ first: 0, end: 10 });
  expect(windowAt(MILLION, lastTopPx, 0).end).toBe(1_000_000);
  for (const index of [0, 1, 899_999, 932_068, 999_999]) {
    const scrollTopPx = scrollTopFor(MILLION, 5_000_000, index);
    const { first, end } = windowAt(MILLION, scrollTopPx, 0);
    expect(first).toBeLessThanOrEqual(index);
    expect(end).toBeGreaterThan(index);
    expect(end - first).toBeLessThanOrEqual(12);
  }
});

test("rows of a million stand where the view is", () => {
  const scrollTopPx = 7_500_000;
  const { topPx } = windowAt(MILLION, scrollTopPx, 0);
  expect(topPx).toBeLessThanOrEqual(scrollTopPx);
  expect(topPx).toBeGreaterThan(scrollTopPx - 36);
});

test("a row that is in view already moves nothing, one above or below moves just so far", () => {
  expect(scrollTopFor(SHORT, 360, 12)).toBe(360);
  expect(scrollTopFor(SHORT, 360, 9)).toBe(324);
  expect(scrollTopFor(SHORT, 360, 20)).toBe(396);
});

test("a turn of the wheel never passes over a row of a million unseen", () => {
  const step = windowAt(MILLION, 100, 0).first - windowAt(MILLION, 0, 0).first;
  expect(step).toBeLessThan(10);
});

test("a row keeps its place below the anchor while the view moves, and stands where it stood without one", () => {
  for (const list of [SHORT, MILLION])
    for (const scrollTopPx of [0, 3_600, 17_990]) {
      const drawn = windowAt(list, scrollTopPx, 8);
      const anchor = anchorOf(drawn, list.rowHeightPx);
      expect(anchor.index % 1_000).toBe(0);
      expect(drawn.first - anchor.index).toBeLessThan(1_000);
      const belowPx = (drawn.first - anchor.index) * list.rowHeightPx;
      expect(anchor.topPx + belowPx).toBeCloseTo(drawn.topPx);
    }
});
