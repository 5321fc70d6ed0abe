import { expect, test } from "vitest";
import type { BatchLane } from "#gateway/lanes/batch-lane.ts";
import { LaneFailure } from "#gateway/lanes/lane.ts";
import type { ItemRequest } from "../run-item.ts";
import { OrderBook } from "./order-book.ts";
import { TestUpstream } from "./test-upstream.ts";

const LINE_BYTES = 20;
const rung = { rung: 1, lane_id: "lane_openai", model: "gpt-4o-mini" } as const;

/** A lane whose lines all have as many bytes, their line end counted. */
function evenLane(limits: BatchLane["limits"], group = ""): BatchLane {
  const text = "x".repeat(LINE_BYTES - 1);
  return new TestUpstream().lane({ limits, write: () => ({ text, group }) });
}

function newBook(): OrderBook {
  let references = 0;
  return new OrderBook(() => `ref${(references += 1)}`);
}

const request = { custom_id: "item" } as ItemRequest; // all that these lanes are asked with
const sizes = (book: OrderBook) => book.batches.map(({ items, bytes }) => [items, bytes]);

test("a batch takes as many items and bytes as its lane allows, and not one more", () => {
  const byItems = newBook();
  const byBytes = newBook();
  for (let place = 0; place < 5; place += 1) {
    byItems.add(evenLane({ items: 2, bytes: 1_000 }), rung, request, place);
    byBytes.add(evenLane({ items: 100, bytes: 3 * LINE_BYTES }), rung, request, place);
  }
  expect(sizes(byItems)).toEqual([
    [2, 40],
    [2, 40],
    [1, 20],
  ]);
  expect(sizes(byBytes)).toEqual([
    [3, 60],
    [2, 40],
  ]);
});

test("what a provider does not take in one batch goes into several that are open side by side", () => {
  const book = newBook();
  const limits = { items: 10, bytes: 1_000 };
  const references = ["a", "b", "a"].map((group, place) =>
    book.add(evenLane(limits, group), rung, request, place),
  );
  expect(references[2]).toBe(references[0]);
  expect(references[1]).not.toBe(references[0]);
  const other = { ...rung, model: "gpt-4o" };
  expect(references).not.toContain(book.add(evenLane(limits, "a"), other, request, 3));
  expect(book.batches.map(({ line_group, model }) => [line_group, model])).toEqual([
    ["a", "gpt-4o-mini"],
    ["b", "gpt-4o-mini"],
    ["a", "gpt-4o"],
  ]);
});

test("an item that cannot be said in the provider's form is put into no batch", () => {
  const book = newBook();
  const lane = new TestUpstream().lane({
    write: () => {
      throw new LaneFailure("invalid_input", "No audio here.");
    },
  });
  expect(() => book.add(lane, rung, request, 0)).toThrow("No audio here.");
  expect(book.batches).toEqual([]);
});
