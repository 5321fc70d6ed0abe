import { expect, test } from "vitest";
import { indexInput } from "./input-index.ts";
import { retryFileName, retryInput } from "./retry-lines.ts";

function row(id: string, code: string | null) {
  const error = code === null ? null : { code, message: "" };
  return { id: `bat_x-0`, custom_id: id, customer_item_id: id, response: null, error };
}

test("the new input has the failed lines alone, byte for byte, whatever the file's line ends were", async () => {
  const lines = ["a", "b", "c"].map((id) => `{"customer_item_id":"${id}",  "input":{"input":"ü"}}`);
  const bytes = new Blob([`\u{feff}${lines.join("\r\n")}`]);
  const rows = [
    row("a", "provider_429"),
    row("b", null),
    row("c", "provider_500"),
    row("gone", "x"),
  ];
  const retry = retryInput(rows, { bytes, index: await indexInput(bytes) });
  expect(await retry.file.text()).toBe(`${lines[0]}\n${lines[2]}\n`);
  expect(retry).toMatchObject({ lineCount: 2, missing: ["gone"] });
});

test("a retry is named after its input, and a retry of it alike", () => {
  expect(retryFileName("questions.jsonl")).toBe("questions.retry.jsonl");
  expect(retryFileName("questions.retry.jsonl")).toBe("questions.retry.jsonl");
});
