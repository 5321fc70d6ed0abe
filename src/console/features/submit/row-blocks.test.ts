import { expect, test } from "vitest";
import type { PreviewItem } from "./read-rows.ts";
import { RowBlocks } from "./row-blocks.ts";

function rowsFrom(first: number, count: number): PreviewItem[] {
  return Array.from({ length: count }, (_, at) => ({
    line: first + at + 1,
    custom_id: `id-${first + at + 1}`,
    operation: "responses",
    models: ["m"],
    prompt: "",
    bytes: 1,
  }));
}

test("a row is read once it is asked for, in one block with its neighbours", () => {
  const asked: number[] = [];
  const blocks = new RowBlocks();
  blocks.connect((first) => void asked.push(first));
  let told = 0;
  blocks.subscribe(() => (told += 1));
  expect(blocks.row(250)).toBeUndefined();
  expect(blocks.row(299)).toBeUndefined();
  expect(asked).toEqual([200]);
  blocks.take(rowsFrom(200, 100));
  expect(told).toBe(1);
  expect(blocks.row(250)?.line).toBe(251);
  expect(asked).toEqual([200]);
});

test("what was wanted before there is a reader, or while it changes, is read by the next", () => {
  const asked: number[] = [];
  const blocks = new RowBlocks();
  blocks.row(0);
  const disconnect = blocks.connect((first) => void asked.push(first));
  disconnect();
  blocks.connect((first) => void asked.push(first));
  expect(asked).toEqual([0, 0]);
});

test("after a fast scroll what is in view comes before what was passed", () => {
  const asked: number[] = [];
  const blocks = new RowBlocks();
  blocks.connect((first) => void asked.push(first));
  for (let index = 0; index < 100_000; index += 50) blocks.row(index);
  blocks.take(rowsFrom(0, 100));
  expect(asked).toEqual([0, 99_900]);
});

test("old blocks are forgotten and read again when they are asked for", () => {
  const asked: number[] = [];
  const blocks = new RowBlocks();
  blocks.connect((first) => {
    asked.push(first);
  });
  for (let block = 0; block < 60; block += 1) {
    blocks.row(block * 100);
    blocks.take(rowsFrom(block * 100, 100));
  }
  expect(blocks.row(0)).toBeUndefined();
  expect(asked.at(-1)).toBe(0);
  blocks.take(rowsFrom(0, 100));
  expect(blocks.row(0)?.line).toBe(1);
});

test("after a failure nothing more is asked", () => {
  let asked = 0;
  const blocks = new RowBlocks();
  blocks.connect(() => (asked += 1));
  blocks.row(0);
  blocks.fail("The file is gone.");
  blocks.row(500);
  expect(asked).toBe(1);
  expect(blocks.failure).toBe("The file is gone.");
});
