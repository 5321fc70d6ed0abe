import { expect, test } from "vitest";
import { testExchange } from "./exchange-testing.ts";
import { NO_FILTER } from "./ledger-filter.ts";
import { ledgerRows, rowOfCall } from "./ledger-rows.ts";

const calls = ["/a", "/b", "/a", "/c"].map((path, at) => testExchange({ number: at + 1, path }));
const shown = (pins: number[], heldAt: number | null, filter = NO_FILTER) => {
  const { rows, waiting } = ledgerRows({ calls, pins: new Set(pins) }, filter, heldAt);
  return { rows: rows.map((row) => row.calls.map(({ number }) => number)), waiting };
};

test("repeats are folded, newest first", () => {
  expect(shown([], null)).toEqual({ rows: [[4], [2], [1, 3]], waiting: 0 });
});

test("a pinned call stands on top by itself, whatever the filter", () => {
  expect(shown([1], null).rows).toEqual([[1], [4], [3], [2]]);
  expect(shown([1], null, { ...NO_FILTER, text: "/c" }).rows).toEqual([[1], [4]]);
});

test("while rows are held, new ones wait and are counted, and a poll still counts into its row", () => {
  expect(shown([], 2)).toEqual({ rows: [[2], [1, 3]], waiting: 1 });
});

test("the row of any of its polls is found", () => {
  const { rows } = ledgerRows({ calls, pins: new Set() }, NO_FILTER, null);
  expect([1, 3, 9].map((number) => rowOfCall(rows, number))).toEqual([2, 2, -1]);
});
