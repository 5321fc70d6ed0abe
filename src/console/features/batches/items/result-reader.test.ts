import type { ResultRow } from "#contract/batches.ts";
import { expect, test } from "vitest";
import { itemPlace } from "./item-place.ts";
import { type ResultPage, ResultReader } from "./result-reader.ts";

const PAGE = 10;

function row(place: number): ResultRow {
  return {
    id: `bat_x-${place}`,
    custom_id: `item-${place}`,
    customer_item_id: `item-${place}`,
    response: null,
    error: null,
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
    readPage: (cursor: string | undefined): Promise<ResultPage> => {
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

const places = (reader: ResultReader) => reader.read().rows.map(itemPlace);
const upTo = (end: number) => Array.from({ length: end }, (_, place) => place);

test("rows that come into pages read before are added, in input order and each once", async () => {
  const { finish, readPage } = api();
  const reader = new ResultReader(readPage, { hasGaps: false });
  finish(5, 15);
  finish(25, 30);
  await reader.refresh();
  await reader.readMore();
  expect(places(reader)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 25, 26, 27, 28, 29]);
  finish(0, 30);
  await reader.refresh();
  expect(places(reader)).toEqual(upTo(30));
});

test("a page that no row can come into any more is not read again", async () => {
  const { finish, readPage, calls } = api();
  const reader = new ResultReader(readPage, { hasGaps: false });
  finish(0, 25);
  await reader.readMore();
  await reader.readMore();
  await reader.readMore();
  finish(25, 28);
  calls.length = 0;
  await reader.refresh();
  expect(calls).toEqual(["19"]);
  expect(places(reader)).toEqual(upTo(28));
});

test("under a filter every page is looked at again, since its gaps say nothing", async () => {
  const { finish, readPage, calls } = api();
  const reader = new ResultReader(readPage, { hasGaps: true });
  finish(0, 15);
  await reader.readMore();
  await reader.readMore();
  calls.length = 0;
  await reader.refresh();
  expect(calls).toEqual([undefined, "9"]);
});

test("a failed read keeps the rows and says why; the next one goes on", async () => {
  const { finish, readPage } = api();
  let isDown = false;
  const reader = new ResultReader(
    (cursor) => (isDown ? Promise.reject(new Error("down")) : readPage(cursor)),
    { hasGaps: false },
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
