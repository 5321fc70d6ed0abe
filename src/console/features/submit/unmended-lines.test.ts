import type { ManifestIssue } from "#contract/manifest/issues.ts";
import type { ManifestRepair } from "#contract/manifest/repairs-kinds.ts";
import { expect, test } from "vitest";
import { checkInput } from "./check-input.ts";
import { repairInput } from "./repair-input.ts";
import { unmendedLines } from "./unmended-lines.ts";

const input = { messages: [{ role: "user", content: "Name a river." }] };
const line = (fields: Record<string, unknown>) =>
  JSON.stringify({ customer_item_id: "a", operation: "responses", model: "m", input, ...fields });

const TEXT = [
  line({}),
  "",
  line({ customer_item_id: undefined }),
  line({ customer_item_id: undefined, id: "b" }),
  line({ customer_item_id: undefined, temperature: 9 }),
  line({}),
  '{"customer_item_id": "c",}',
  line({ customer_item_id: "d", model: 7 }),
].join("\n");

async function check(text: string): Promise<ManifestIssue[]> {
  const issues: ManifestIssue[] = [];
  await checkInput(new Blob([text]), undefined, {
    onProgress: () => {},
    onIssues: (found) => void issues.push(...found),
  });
  return issues;
}

test.each<[ManifestRepair[], number[]]>([
  [[], [2, 3, 4, 5, 6, 7, 8]],
  [
    ["remove_blank_lines", "add_missing_ids"],
    [4, 5, 6, 7, 8],
  ],
  [
    ["remove_blank_lines", "add_missing_ids", "unique_ids"],
    [4, 5, 7, 8],
  ],
])("what is left beside %j is what a repair without it leaves bad", async (repairs, left) => {
  const issues = await check(TEXT);
  const chosen = new Set(repairs);
  const lines = unmendedLines(issues, chosen, new Map([[8, line({ customer_item_id: "e" })]]));
  expect(lines).toEqual(left.filter((number) => number !== 8));
  const edits = new Map<number, string | null>(lines.map((number) => [number, null]));
  edits.set(8, line({ customer_item_id: "e" }));
  const made = await repairInput(new Blob([TEXT]), { repairs: chosen, edits }, undefined, () => {});
  expect(made.check.summary.issue_count).toBe(0);
  expect(made.check.summary.item_count).toBe(8 - lines.length - (chosen.size > 0 ? 1 : 0));
});
