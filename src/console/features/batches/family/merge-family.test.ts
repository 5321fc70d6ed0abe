import { expect, test } from "vitest";
import type { MergedRow, MergeSources } from "../export/merged-rows.ts";
import { type LaterBatch, mergeFamily } from "./merge-family.ts";

/** How each item of a batch ended: an answer, or null for a failure. */
type Ends = Readonly<Record<string, string | null>>;

function streamOf(lines: readonly object[]): ReadableStream<Uint8Array> {
  return new Blob(lines.map((line) => `${JSON.stringify(line)}\n`)).stream();
}

function sourcesOf(batchId: string, ends: Ends): MergeSources {
  const rows = Object.entries(ends).map(([id, answer], place) => ({
    id: `${batchId}-${place}`,
    custom_id: id,
    customer_item_id: id,
    response:
      answer === null
        ? null
        : {
            status_code: 200,
            request_id: "r",
            body: { choices: [{ message: { content: answer } }] },
          },
    error: answer === null ? { code: batchId, message: "no" } : null,
  }));
  return {
    batchId,
    input: streamOf(
      Object.keys(ends).map((id) => ({ customer_item_id: id, input: { input: id } })),
    ),
    results: [
      streamOf(rows.filter(({ error }) => error === null)),
      streamOf(rows.filter(({ error }) => error !== null)),
    ],
    onUnreadable: () => {
      throw new Error("A line could not be read");
    },
  };
}

const later = (batchId: string, ends: Ends): LaterBatch => ({
  ...sourcesOf(batchId, ends),
  ids: new Set(Object.keys(ends)),
});

async function merged(first: Ends, ...others: LaterBatch[]): Promise<string[]> {
  const rows: MergedRow[] = [];
  for await (const row of mergeFamily(sourcesOf("first", first), others)) rows.push(row);
  return rows.map(
    ({ customer_item_id, batch_id, answer }) => `${customer_item_id} ${batch_id} ${answer ?? "-"}`,
  );
}

const FIRST = { a: "one", b: null, c: "three", d: null, e: null };

test("later answers take the place of failures, in the first batch's input order", async () => {
  expect(await merged(FIRST, later("second", { b: "two", d: null }))).toEqual([
    "a first one",
    "b second two",
    "c first three",
    "d second -",
    "e first -",
  ]);
});

test("an answer is never replaced, and of several retries the first that answers counts", async () => {
  const rows = await merged(
    FIRST,
    later("second", { b: null, d: "four" }),
    later("third", { a: "again", b: "two", d: "other" }),
  );
  expect(rows).toEqual([
    "a first one",
    "b third two",
    "c first three",
    "d second four",
    "e first -",
  ]);
});

test("a retry in another order is joined by id all the same", async () => {
  expect(
    await merged(FIRST, later("second", { e: "five", z: "new", d: "four", b: "two" })),
  ).toEqual(["a first one", "b second two", "c first three", "d second four", "e second five"]);
});
