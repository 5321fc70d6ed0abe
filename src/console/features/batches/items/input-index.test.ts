import { expect, test } from "vitest";
import { indexInput } from "./input-index.ts";

const line = (id: string, text: string) =>
  JSON.stringify({
    customer_item_id: id,
    operation: "responses",
    model: "m",
    input: { input: text },
  });

test("each id leads to the bytes of its line, past a BOM, CRLF and a last line without an end", async () => {
  const file = new Blob([
    `\u{feff}${line("a", "Ägypten?")}\r\n${line("b", "two")}\r\n${line("c", "three")}`,
  ]);
  const index = await indexInput(file);
  expect([...index.keys()]).toEqual(["a", "b", "c"]);
  for (const [id, { offset, sizeBytes }] of index) {
    const bytes = await file.slice(offset, offset + sizeBytes).text();
    expect(JSON.parse(bytes)).toMatchObject({ customer_item_id: id });
  }
  expect(index.get("a")?.excerpt).toBe("Ägypten?");
});

test("a line that is no JSON is passed over, and the first of two lines with one id counts", async () => {
  const index = await indexInput(
    new Blob([`nonsense\n${line("a", "first")}\n${line("a", "second")}\n`]),
  );
  expect(index.size).toBe(1);
  expect(index.get("a")?.excerpt).toBe("first");
});
