import type { ManifestIssue } from "#contract/manifest/issues.ts";
import { expect, test } from "vitest";
import { checkInput, type CheckProgress } from "./check-input.ts";
import { readLine } from "./read-line.ts";

const known = new Set(["gpt-4o-mini"]);

function line(id: string, model = "gpt-4o-mini"): string {
  const input = { messages: [{ role: "user", content: `Question ${id}` }] };
  return JSON.stringify({ customer_item_id: id, operation: "responses", model, input });
}

async function check(text: string, knownModels: ReadonlySet<string> | undefined = known) {
  const issues: ManifestIssue[] = [];
  const steps: CheckProgress[] = [];
  const input = new Blob([text]);
  const result = await checkInput(input, knownModels, {
    onIssues: (found) => void issues.push(...found),
    onProgress: (progress) => void steps.push(progress),
  });
  return { ...result, issues, steps, input };
}

test("a good input is counted and without issues", async () => {
  const { summary, issues, bad_line_count } = await check(`${line("a")}\n${line("b")}\n`);
  expect(issues).toEqual([]);
  expect(bad_line_count).toBe(0);
  expect(summary).toMatchObject({ line_count: 2, item_count: 2, issue_count: 0, format: "native" });
});

test("every bad line is told, not the first alone, and a line with two faults counts once", async () => {
  const twice = JSON.stringify({
    customer_item_id: "x",
    operation: "sing",
    model: "nope",
    input: {},
  });
  const { issues, bad_line_count } = await check(`${line("a")}\nnot json\n${twice}\n${line("a")}`);
  expect(bad_line_count).toBe(3);
  expect([...new Set(issues.map((issue) => issue.line))]).toEqual([2, 3, 4]);
});

test("the last step of progress has all bytes and lines", async () => {
  const text = `${line("a")}\nnot json\n`;
  const { steps } = await check(text);
  expect(steps.at(-1)).toEqual({ bytes: text.length, lines: 2, issues: 1 });
});

test("any line is read back from its file by its number", async () => {
  const lines = Array.from({ length: 2_100 }, (_, at) =>
    at % 7 === 3 ? `broken ${at}` : line(`id-${at}`),
  );
  const { input, anchors } = await check(`\uFEFF${lines.join("\r\n")}`);
  expect(anchors.length).toBeGreaterThan(3);
  for (const number of [1, 4, 501, 1_236, 2_100]) {
    const read = await readLine(input, number, anchors);
    expect(read).toEqual({ text: lines[number - 1], isCut: false });
  }
  expect(await readLine(input, 2_101, anchors)).toBeUndefined();
});

test("of a very long line the beginning is read", async () => {
  const read = await readLine(new Blob(["x".repeat(50_000), "\nnext"]), 1, []);
  expect(read?.isCut).toBe(true);
  expect(read?.text.length).toBeLessThan(50_000);
});
