import { expect, test } from "vitest";
import type { ItemRow } from "./item-row.ts";
import { PlacedRows, rowAt } from "./placed-rows.ts";
import type { ResultPage } from "./result-reader.ts";

function row(place: number): ItemRow {
  const id = `item-${place}`;
  return {
    id: `bat_x-${place}`,
    place,
    customer_item_id: id,
    error: null,
    facts: null,
    answer: null,
  };
}

/** An API over a million items of which those are done that `isDone` says; `most` rows come at once. */
function api(isDone: (place: number) => boolean = () => true, most = 100) {
  const calls: number[] = [];
  return {
    calls,
    async readFrom(from: number, limit: number): Promise<ResultPage<ItemRow>> {
      calls.push(from);
      const data: ItemRow[] = [];
      let place = from;
      for (; place < 1_000_000 && data.length < Math.min(limit, most); place += 1)
        if (isDone(place)) data.push(row(place));
      return { data, next_cursor: place < 1_000_000 ? String(place) : null };
    },
  };
}

function idle(rows: PlacedRows): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (rows.read().isReading) return;
      stop();
      resolve();
    };
    const stop = rows.subscribe(look);
    look();
  });
}

test("the rows at the end of a million are read without those before them", async () => {
  const { calls, readFrom } = api();
  const rows = new PlacedRows(readFrom, 1_000_000);
  rows.show(899_990, 900_010);
  await idle(rows);
  expect(calls).toEqual([899_900, 900_000]);
  expect(rowAt(rows.read(), 900_000)?.customer_item_id).toBe("item-900000");
  expect(rowAt(rows.read(), 0)).toBeUndefined();
});

test("of all the places that a drag passes only where it ends is read, beside what was on its way", async () => {
  const { calls, readFrom } = api();
  const rows = new PlacedRows(readFrom, 1_000_000);
  for (let at = 0; at < 900_000; at += 1_000) rows.show(at, at + 20);
  rows.show(900_000, 900_020);
  await idle(rows);
  expect(calls).toEqual([0, 900_000]);
});

test("however far one scrolls, a bounded number of rows is held, those in view among them", async () => {
  const { readFrom } = api();
  const rows = new PlacedRows(readFrom, 1_000_000);
  for (let at = 0; at < 20_000; at += 100) {
    rows.show(at, at + 20);
    // Each page is waited for, as somebody would who reads them all.
    // oxlint-disable-next-line no-await-in-loop
    await idle(rows);
  }
  expect(rows.read().pages.size).toBeLessThanOrEqual(40);
  expect(rowAt(rows.read(), 19_900)).not.toBeUndefined();
});

test("rows of a running batch come in at their places, and a page that is whole is not read again", async () => {
  const done = new Set([0, 2, ...Array.from({ length: 100 }, (_, at) => 100 + at)]);
  const { calls, readFrom } = api((place) => done.has(place));
  const rows = new PlacedRows(readFrom, 250);
  rows.show(0, 200);
  await idle(rows);
  expect(rowAt(rows.read(), 1)).toBeNull();
  expect(rowAt(rows.read(), 2)?.place).toBe(2);
  calls.length = 0;
  done.add(1);
  rows.refresh();
  await idle(rows);
  expect(rowAt(rows.read(), 1)?.place).toBe(1);
  expect(calls).toEqual([0]);
});

test("a page whose answers are large comes in pieces and is whole in the end", async () => {
  const { calls, readFrom } = api(undefined, 40);
  const rows = new PlacedRows(readFrom, 1_000_000);
  rows.show(0, 20);
  await idle(rows);
  expect(calls).toEqual([0, 40, 80]);
  expect(rowAt(rows.read(), 99)?.place).toBe(99);
});

test("a failed read says why and is tried again when rows are wanted anew", async () => {
  let isDown = true;
  const { readFrom } = api();
  const rows = new PlacedRows(
    (from, limit) => (isDown ? Promise.reject(new Error("down")) : readFrom(from, limit)),
    1_000,
  );
  rows.show(0, 20);
  await idle(rows);
  expect(rows.read().error?.message).toBe("down");
  isDown = false;
  rows.show(0, 20);
  await idle(rows);
  expect(rows.read().error).toBeNull();
  expect(rowAt(rows.read(), 0)?.place).toBe(0);
});

test("a row that is read again stays the object that it was, so that nothing of it is drawn anew", async () => {
  const done = new Set([0, 2]);
  const { readFrom } = api((place) => done.has(place));
  const rows = new PlacedRows(readFrom, 250);
  rows.show(0, 20);
  await idle(rows);
  const before = rowAt(rows.read(), 2);
  done.add(1);
  rows.refresh();
  await idle(rows);
  expect(rowAt(rows.read(), 1)?.place).toBe(1);
  expect(before?.place).toBe(2);
  expect(rowAt(rows.read(), 2)).toBe(before);
});
