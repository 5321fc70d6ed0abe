import { expect, test } from "vitest";
import type { FailedLine } from "./failed-lines.ts";
import { lineProblems } from "./line-problems.ts";
import { keptLines, leaveOut, NO_EDITS, repairedInput, rewrite } from "./repair-edits.ts";

function failed(custom_id: string): FailedLine {
  const line = {
    customer_item_id: custom_id,
    operation: "responses",
    model: "gpt-4o-mini",
    input: { input: "Name a river." },
  };
  return { custom_id, code: "content_policy", message: "no", text: JSON.stringify(line) };
}

const LINES = ["a", "b", "c"].map((id) => failed(id));

test("lines as they were sent have no problem, and each fault is named at its own line", () => {
  expect(lineProblems(NO_EDITS, LINES, undefined).size).toBe(0);
  const edits = rewrite(NO_EDITS, LINES.slice(1, 2), () => '{"customer_item_id":"b"}');
  const problems = lineProblems(edits, LINES, undefined);
  expect([...problems.keys()]).toEqual(["b"]);
  expect(problems.get("b")?.join(" ")).toContain("operation");
});

test("a changed id is refused: the answer is joined to its failure by it", () => {
  const edits = rewrite(NO_EDITS, LINES.slice(0, 1), ({ text }) => text.replace('"a"', '"z"'));
  expect(lineProblems(edits, LINES, undefined).get("a")?.[0]).toContain("Keep the id a");
});

test("the next input has the kept lines as they are now, in their order; taking back an edit leaves none", async () => {
  const shouted = rewrite(NO_EDITS, LINES, ({ text }) => text.replace("river", "RIVER"));
  const edits = leaveOut(shouted, LINES.slice(1, 2), true);
  expect(keptLines(edits, LINES).map(({ custom_id }) => custom_id)).toEqual(["a", "c"]);
  const text = await repairedInput(edits, LINES).text();
  expect(text.match(/RIVER/g)).toHaveLength(2);
  expect(text.endsWith("\n")).toBe(true);
  expect(rewrite(edits, LINES, ({ text: sent }) => sent).texts.size).toBe(0);
});
