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

test("a request at a limit is whole, and one beyond it says which limit and what helps", () => {
  const items = ["a", "b"].map((id) => native({ customer_item_id: id }));
  const lineBytes = JSON.stringify(items[0]).length;
  const exact = { maxLines: 2, maxLineBytes: lineBytes, maxFileBytes: 2 * (lineBytes + 1) };
  expect(issuesOf(items, { limits: exact })).toEqual([]);
  expect(validateItems(items, { limits: exact })).toMatchObject({
    bytes: 2 * (lineBytes + 1),
    line_count: 2,
    item_count: 2,
    has_bom: false,
    has_crlf: false,
    is_complete: true,
  });
  const messageOf = (limits: InlineItemsOptions["limits"]) =>
    issuesOf(items, { limits })[0]?.message;
  expect(messageOf({ maxLines: 1 })).toBe("There are more than 1 items. Upload a file in parts.");
  expect(messageOf({ maxFileBytes: 2 * lineBytes + 1 })).toBe(
    `The items have more than ${2 * lineBytes + 1} bytes. Upload a file in parts.`,
  );
  expect(messageOf({ maxLineBytes: lineBytes - 1 })).toBe(
    `The item has ${lineBytes} bytes; at most ${lineBytes - 1} are allowed.`,
  );
  expect(issuesOf([])[0]?.message).toBe("The list of items is empty.");
});

test("what stopped the check is told of, and nothing behind it is counted", () => {
  const items = ["a", "b", "c"].map((id) => native({ customer_item_id: id }));
  const lineBytes = JSON.stringify(items[0]).length;
  for (const limits of [{ maxLines: 1 }, { maxFileBytes: lineBytes + 1 }])
    expect(validateItems(items, { limits })).toMatchObject({
      bytes: lineBytes + 1,
      line_count: 1,
      item_count: 1,
      issue_count: 1,
      is_complete: false,
    });
});

test("the path of a field whose name is no word follows the item's at once", () => {
  expect(brief(issuesOf([native({ "two words": 1 })]))).toEqual([
    '1 unknown_field items[0]["two words"]',
  ]);
});

test("an item too deep to be written out again is named", () => {
  let deep: unknown = [];
  for (let level = 0; level < 100_000; level += 1) deep = [deep];
  expect(brief(issuesOf([native({ metadata: { deep } })]))).toEqual(["1 too_deep items[0]"]);
});
