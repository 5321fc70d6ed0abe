import { expect, test } from "vitest";
import { checkInput } from "./check-input.ts";
import { readRows } from "./read-rows.ts";

function line(id: string): string {
  const messages = [
    { role: "system", content: "Be short." },
    { role: "user", content: `Question ${id}` },
  ];
  return JSON.stringify({
    customer_item_id: id,
    operation: "responses",
    model: "gpt-4o-mini",
    input: { messages },
  });
}

test("any run of lines is read where it lies, with what tells one item from the next", async () => {
  const ids = Array.from({ length: 1_801 }, (_, index) => `id-${index + 1}`);
  const input = new Blob([`\uFEFF${ids.map(line).join("\r\n")}`]);
  const ignore = { onProgress: () => {}, onIssues: () => {} };
  const { anchors } = await checkInput(input, undefined, ignore);
  for (const from of [1, 2, 499, 501, 1_234, 1_800]) {
    const rows = await readRows(input, anchors, from, 100);
    const wanted = ids.slice(from - 1, from + 99);
    expect(rows.map(({ custom_id }) => custom_id)).toEqual(wanted);
    expect(rows[0]).toEqual({
      line: from,
      custom_id: `id-${from}`,
      operation: "responses",
      models: ["gpt-4o-mini"],
      prompt: `Question id-${from}`,
      bytes: line(`id-${from}`).length,
    });
  }
});
