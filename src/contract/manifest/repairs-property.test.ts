import fc from "fast-check";
import { expect, test } from "vitest";
import { MANIFEST_REPAIRS } from "./repairs-kinds.ts";
import { repairChunks, repairText } from "./repairs-testing.ts";
import { brief, bytesOf, judge, native, openaiBatch } from "./testing.ts";

const id = fc.constantFrom("a", "b", "a-2", "item-000002", "é🦆", undefined);
const anyLine = fc.oneof(
  id.map((customer_item_id) => JSON.stringify(native({ customer_item_id }))),
  id.map((custom_id) => JSON.stringify(openaiBatch({ custom_id }))),
  fc.constantFrom(
    "",
    " ",
    "\t ",
    "[]",
    "{",
    '{"a":1}',
    '{ "customer_item_id":"a", "operation" : "responses" }',
  ),
  fc.json(),
);
const anyFile = fc
  .tuple(
    fc.boolean(),
    fc.array(fc.tuple(anyLine, fc.constantFrom("\n", "\r\n", "\r\r\n")), { maxLength: 12 }),
  )
  .map(([hasMark, lines]) => `${hasMark ? "\uFEFF" : ""}${lines.flat().join("")}`);
const anyRepairs = fc.subarray(MANIFEST_REPAIRS.filter((kind) => kind !== "array_to_lines"));

test("any file in any chunks is repaired to the same bytes", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyFile,
      anyRepairs,
      fc.array(fc.nat(), { maxLength: 8 }),
      async (text, kinds, places) => {
        const bytes = bytesOf(text);
        const cuts = places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b);
        const chunks = [...cuts, bytes.length].map((end, index) =>
          bytes.subarray(index === 0 ? 0 : cuts[index - 1], end),
        );
        expect(await repairChunks(chunks, kinds)).toEqual(await repairChunks([bytes], kinds));
      },
    ),
    { numRuns: 300 },
  );
});

test("any list in any chunks is split into its entries", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue()),
      fc.nat(4),
      fc.integer({ min: 1, max: 9 }),
      async (list, indent, size) => {
        const bytes = bytesOf(JSON.stringify(list, null, indent));
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, at * size + size),
        );
        const { text } = await repairChunks(chunks, ["array_to_lines"]);
        const entries = text.split("\n").slice(0, -1);
        expect(entries.map((entry): unknown => JSON.parse(entry))).toEqual(
          JSON.parse(JSON.stringify(list)),
        );
      },
    ),
    { numRuns: 300 },
  );
});

test("of any repaired file the validator names no fault that was repaired", async () => {
  await fc.assert(
    fc.asyncProperty(anyFile, async (text) => {
      const made = await repairText(
        text,
        "drop_bom",
        "crlf_to_lf",
        "remove_blank_lines",
        "add_missing_ids",
        "unique_ids",
      );
      const { summary, issues } = judge(made.bytes);
      const left = new Set(made.left.map(({ repair: kind }) => kind));
      expect([summary.has_bom, summary.has_crlf]).toEqual([false, false]);
      expect(summary.issues_by_code.blank_line).toBeUndefined();
      expect(summary.issues_by_code.duplicate_id).toBeUndefined();
      if (left.size === 0)
        expect(
          brief(issues).filter((issue) => /missing_field custom(er_item)?_id/.test(issue)),
        ).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test("lines that need no repair keep their exact bytes", async () => {
  await fc.assert(
    fc.asyncProperty(anyFile, async (text) => {
      const { text: made, counts } = await repairText(text, "add_missing_ids", "unique_ids");
      const before = text.split("\n");
      const after = made.split("\n");
      expect(after).toHaveLength(before.length);
      const changed = before.filter((one, index) => one !== after[index]).length;
      expect(changed).toBe((counts.add_missing_ids ?? 0) + (counts.unique_ids ?? 0));
    }),
    { numRuns: 300 },
  );
});
