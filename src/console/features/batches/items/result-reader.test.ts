import { expect, test } from "vitest";
import type { ItemRow } from "./item-row.ts";
import { type ResultPage, ResultReader } from "./result-reader.ts";

const PAGE = 10;

function row(place: number): ItemRow {
  return {
    id: `bat_x-${place}`,
    place,
    customer_item_id: `item-${place}`,
    error: null,
    facts: null,
    answer: null,
  };
}

/** An API whose cursor is the place before the page, over the items that are done so far. */
function api() {
  const done = new Set<number>();
  const calls: (string | undefined)[] = [];
  return {
    calls,
    finish: (from: number, end: number) => {
      for (let place = from; place < end; place += 1) done.add(place);
    },
    readPage: (cursor: string | undefined): Promise<ResultPage<ItemRow>> => {
      calls.push(cursor);
      const after = cursor === undefined ? -1 : Number(cursor);
      const rest = [...done].filter((place) => place > after).toSorted((a, b) => a - b);
      const data = rest.slice(0, PAGE).map(row);
      return Promise.resolve({
        data,
        next_cursor: rest.length > PAGE ? String(rest[PAGE - 1]) : null,
      });
    },
  };
}

const places = (reader: ResultReader) => reader.read().rows.map(({ place }) => place);
const upTo = (end: number) => Array.from({ length: end }, (_, place) => place);

test("rows that come into pages read before are added, in input order and each once", async () => {
  const { finish, readPage } = api();
  const reader = new ResultReader(readPage, { maxRows: 1_000 });
  finish(5, 15);
  finish(25, 30);
  await reader.refresh();
  await reader.readMore();
  expect(places(reader)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 25, 26, 27, 28, 29]);
  finish(0, 30);
  await reader.refresh();
  expect(places(reader)).toEqual(upTo(30));
});

test("every page that was read is looked at again, and two refreshes asked for at once are one", async () => {
  const { finish, readPage, calls } = api();
  const reader = new ResultReader(readPage, { maxRows: 1_000 });
  finish(0, 15);
  await reader.readMore();
  await reader.readMore();
  calls.length = 0;
  await Promise.all([reader.refresh(), reader.refresh()]);
  expect(calls).toEqual([undefined, "9"]);
});

test("a failed read keeps the rows and says why; the next one goes on", async () => {
  const { finish, readPage } = api();
  let isDown = false;
  const reader = new ResultReader(
    (cursor) => (isDown ? Promise.reject(new Error("down")) : readPage(cursor)),
    { maxRows: 1_000 },
  );
  finish(0, 15);
  await reader.readMore();
  isDown = true;
  await reader.readMore();
  expect(reader.read()).toMatchObject({
    error: { message: "down" },
    hasMore: true,
    isReading: false,
  });
  expect(places(reader)).toEqual(upTo(10));
  isDown = false;
  await reader.readMore();
  expect(places(reader)).toEqual(upTo(15));
  expect(reader.read().error).toBeNull();
});

test("with as many rows as are held at once no further page is read", async () => {
  const { finish, readPage, calls } = api();
  const reader = new ResultReader(readPage, { maxRows: 20 });
  finish(0, 40);
  await reader.readMore();
  await reader.readMore();
  expect(reader.read()).toMatchObject({ isFull: true, hasMore: true });
  await reader.readMore();
  expect(calls).toHaveLength(2);
});

test("a row that is read again stays the object that it was", async () => {
  const { finish, readPage } = api();
  const reader = new ResultReader(readPage, { maxRows: 1_000 });
  finish(1, 3);
  await reader.refresh();
  const [before] = reader.read().rows;
  finish(0, 1);
  await reader.refresh();
  expect(before?.place).toBe(1);
  expect(reader.read().rows[1]).toBe(before);
});
