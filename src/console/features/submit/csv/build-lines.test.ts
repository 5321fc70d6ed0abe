import { expect, test } from "vitest";
import { checkInput } from "../check-input.ts";
import { buildLines, type CsvPlan } from "./build-lines.ts";
import { readTemplate } from "./prompt-template.ts";

const columns = ["id", "text"];
const plan: CsvPlan = {
  encoding: "utf-8",
  separator: ",",
  column_count: 2,
  prompt: readTemplate("Sort: {{text}}", columns).parts,
  system: [],
  model: "m",
  max_output_tokens: null,
  id_column: 0,
};

function build(text: string | Uint8Array<ArrayBuffer>, changes: Partial<CsvPlan> = {}) {
  return buildLines(new Blob([text]), { ...plan, ...changes }, () => {});
}

test("every row becomes a line that the check takes, its text in the place of the column", async () => {
  const { blob, line_count } = await build('\uFEFFid,text\r\na,"x, ""y""\nz"\r\nb,ü\r\n', {
    system: ["Be short."],
    max_output_tokens: 9,
  });
  expect(line_count).toBe(2);
  const lines = (await blob.text()).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual(
    [
      ["a", 'Sort: x, "y"\nz'],
      ["b", "Sort: ü"],
    ].map(([id, content]) => ({
      customer_item_id: id,
      operation: "responses",
      model: "m",
      input: {
        messages: [
          { role: "system", content: "Be short." },
          { role: "user", content },
        ],
      },
      max_output_tokens: 9,
    })),
  );
  const ignore = { onProgress: () => {}, onIssues: () => {} };
  expect((await checkInput(blob, undefined, ignore)).summary.issue_count).toBe(0);
});

test("rows with fewer or more fields than the head are left out and named as a spreadsheet names them", async () => {
  const { line_count, left_count, left } = await build("id,text\na\n\nb,c\nd,e,f\n");
  expect({ line_count, left_count }).toEqual({ line_count: 1, left_count: 2 });
  expect(left).toEqual([
    { row: 2, reason: "It has 1 field; the head has 2." },
    { row: 5, reason: "It has 3 fields; the head has 2." },
  ]);
});

test("without a column for them, ids are made of the rows' numbers", async () => {
  const { blob } = await build("id,text\na,b\nc,d\n", { id_column: null });
  expect((await blob.text()).match(/row-\d+/g)).toEqual(["row-000002", "row-000003"]);
});

test("a file in another encoding is refused with what to do, and taken in its own", async () => {
  const latin = Uint8Array.from([..."id,text\na,r", "\u00FC"], (one) => one.charCodeAt(0));
  await expect(build(latin)).rejects.toThrow("another encoding");
  expect(await (await build(latin, { encoding: "windows-1252" })).blob.text()).toContain(
    "Sort: rü",
  );
});
