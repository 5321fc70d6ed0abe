import { expect, test } from "vitest";
import { applyChange } from "./apply-change.ts";
import type { FailedLine } from "./failed-lines.ts";
import { NO_EDITS, textOf } from "./repair-edits.ts";

const LINES = Array.from({ length: 3_000 }, (_, at): FailedLine => {
  const line = {
    customer_item_id: `item-${at}`,
    operation: "responses",
    model: at % 3 === 0 ? "new" : "old",
    input: { input: "word ".repeat(60) },
  };
  return { custom_id: `item-${at}`, code: "x", message: "no", text: JSON.stringify(line) };
});

test("a change over many slices touches the lines that it makes different, and judges each of them", async () => {
  const known = new Set(["old"]);
  const change = { kind: "model", model: "new" } as const;
  const { edits, touched, problems } = await applyChange(NO_EDITS, LINES, change, known);
  expect(touched).toHaveLength(2_000);
  expect(LINES.every((line) => textOf(edits, line).includes('"model":"new"'))).toBe(true);
  expect(problems.size).toBe(2_000);
  expect(problems.get("item-1")?.[0]).toContain("Unknown model");
  expect(problems.has("item-0")).toBe(false);
});
