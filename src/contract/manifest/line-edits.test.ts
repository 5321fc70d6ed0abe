import fc from "fast-check";
import { expect, test } from "vitest";
import { judgeLine } from "./judge-line.ts";
import type { LineEdits } from "./line-edits.ts";
import { repairChunks } from "./repairs-testing.ts";
import { bytesOf, native } from "./testing.ts";

const edited = (text: string, edits: LineEdits) => repairChunks([bytesOf(text)], [], edits);

test("edited lines keep their line ends, lines left out go with theirs, all others keep every byte", async () => {
  const edits = new Map([
    [2, "two"],
    [3, null],
    [5, "fi\nve"],
  ]);
  const { text } = await edited("a\r\nb\r\nc\r\nd \u2028\ne", edits);
  expect(text).toBe("a\r\ntwo\r\nd \u2028\nfi ve");
});

test("a file that loses its last line or all of them, and an edit of a line that it does not have", async () => {
  expect((await edited("a\nb", new Map([[2, null]]))).text).toBe("a\n");
  expect((await edited("a\n", new Map([[1, null]]))).text).toBe("");
  expect((await edited("a\n", new Map([[2, "b"]]))).text).toBe("a\n");
});

test("what is made does not depend on how the bytes are chunked", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom("a", "bb", "", "c\r", "\r"), { maxLength: 12 }),
      fc.dictionary(fc.constantFrom("1", "2", "3", "7"), fc.constantFrom("x", "", null)),
      fc.array(fc.nat({ max: 30 }), { maxLength: 6 }),
      async (lines, changes, cuts) => {
        const bytes = bytesOf(lines.join("\n"));
        const edits = new Map(Object.entries(changes).map(([line, to]) => [Number(line), to]));
        const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        const whole = await repairChunks([bytes], [], edits);
        expect((await repairChunks(chunks, [], edits)).text).toBe(whole.text);
      },
    ),
  );
});

test("ids given behind lines left out are of the line's number in the file as it came, and know edited ids", async () => {
  const line = (id?: string) => JSON.stringify(native({ customer_item_id: id }));
  const { text } = await repairChunks(
    [bytesOf(`bad\nbad\n${line()}\n${line("a")}\nbad\n`)],
    ["add_missing_ids"],
    new Map([
      [1, null],
      [2, null],
      [5, line("item-000003")],
    ]),
  );
  const ids = text.match(/item-[\d-]+|"a"/g);
  expect(ids).toEqual(["item-000003-2", '"a"', "item-000003"]);
});

test("a line is judged alone as it is in its file", () => {
  const codes = (text: string) =>
    judgeLine(text, { format: "native", knownModels: new Set(["m"]) }).map(({ code }) => code);
  expect(codes(JSON.stringify(native({ model: "m" }), null, 2))).toEqual([]);
  expect(codes(JSON.stringify(native({ model: "n" })))).toEqual(["unknown_model"]);
  expect(codes("")).toEqual(["blank_line"]);
  expect(
    codes('{"custom_id": "a", "method": "POST", "url": "/v1/responses", "body": {}}'),
  ).toContain("mixed_formats");
});
