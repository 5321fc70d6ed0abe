import { expect, test } from "vitest";
import type { ManifestIssue } from "./issues.ts";
import { brief, judgeChunks, native, openaiBatch } from "./testing.ts";
import { validateItems, type InlineItemsOptions } from "./validate-items.ts";

function issuesOf(items: readonly unknown[], options: InlineItemsOptions = {}): ManifestIssue[] {
  const issues: ManifestIssue[] = [];
  validateItems(items, { ...options, onIssue: (issue) => issues.push(issue) });
  return issues;
}

test("issues are named by the item's place in the request", () => {
  const items = [
    native(),
    native(),
    { ...native({ customer_item_id: "b", temperature: 9 }) },
    null,
    openaiBatch(),
  ];
  const issues = issuesOf(items);
  expect(brief(issues)).toEqual([
    "2 duplicate_id items[1].customer_item_id",
    "3 invalid_value items[2].temperature",
    "4 not_an_object items[3]",
    "5 mixed_formats items[4]",
  ]);
  expect(issues[0]?.message).toContain("first used in items[0]");
});

test("the lines it hands out are a file that the validator judges alike", () => {
  const lines: Uint8Array[] = [];
  const items = ["a", "b\u2028", "c\ud800"].map((content, index) =>
    native({ customer_item_id: `${index}`, input: { input: content } }),
  );
  const summary = validateItems(items, { onLine: (bytes) => lines.push(bytes) });
  expect(summary.item_count).toBe(3);
  expect(judgeChunks(lines).summary).toEqual(summary);
});

test("the limits of a file are the limits of a request", () => {
  const items = ["a", "b", "c"].map((id) => native({ customer_item_id: id }));
  const lineBytes = JSON.stringify(items[0]).length;
  expect(brief(issuesOf(items, { limits: { maxLines: 2 } }))).toEqual([
    "3 too_many_lines items[2]",
  ]);
  expect(brief(issuesOf(items, { limits: { maxFileBytes: 2 * lineBytes + 3 } }))).toEqual([
    "3 file_too_large items[2]",
  ]);
  expect(brief(issuesOf(items.slice(0, 1), { limits: { maxLineBytes: lineBytes - 1 } }))).toEqual([
    "1 line_too_long items[0]",
  ]);
  expect(brief(issuesOf([]))).toEqual(["1 empty_file items"]);
});

test("an item too deep to be written out again is named", () => {
  let deep: unknown = [];
  for (let level = 0; level < 100_000; level += 1) deep = [deep];
  expect(brief(issuesOf([native({ metadata: { deep } })]))).toEqual(["1 too_deep items[0]"]);
});
