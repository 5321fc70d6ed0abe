import fc from "fast-check";
import { expect, test } from "vitest";
import { judgeLine } from "./judge-line.ts";
import { asOneLine, numberBeforeEdits, type LineEdits } from "./line-edits.ts";
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

/** What the edits come to, made of the whole text at once. */
function editedWhole(text: string, edits: LineEdits): string {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const made = lines.map((line, index) => {
    const edit = edits.get(index + 1);
    const end = /\r?\n$/.exec(line)?.[0] ?? "";
    return edit === undefined ? line : edit === null ? "" : asOneLine(edit) + end;
  });
  return made.join("");
}

test("however the bytes are chunked, each edit takes the place of its line and of nothing else", async () => {
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
        const expected = editedWhole(lines.join("\n"), edits);
        expect((await repairChunks([bytes], [], edits)).text).toBe(expected);
        expect((await repairChunks(chunks, [], edits)).text).toBe(expected);
      },
    ),
  );
});

test("a line end that comes in another chunk than its line stays with it", async () => {
  const edits = new Map([[2, "two"]]);
  for (const chunks of [
    ["a\nb\r", "\nc"],
    ["a\nb", "\r\nc"],
    ["a\n", "b\r\nc"],
    ["a\nb\r\n", "c"],
  ]) {
    const { text } = await repairChunks(chunks.map(bytesOf), [], edits);
    expect(text).toBe("a\ntwo\r\nc");
  }
});

test("a line that is left has the number that it had before others went", () => {
  const edits = new Map([
    [12, null],
    [5, null],
    [3, "edited"],
    [2, null],
    [1, null],
  ]);
  const numberOf = numberBeforeEdits(edits);
  const left = Array.from({ length: 9 }, (_, index) => numberOf(index + 1));
  expect(left).toEqual([3, 4, 6, 7, 8, 9, 10, 11, 13]);
  expect(numberBeforeEdits(new Map([[1, "edited"]]))(1)).toBe(1);
});

test("an edit of several lines of JSON becomes one, and blanks inside of a line stay", () => {
  expect(asOneLine('{\n  "a":  1,\r\n\t"b": 2 \r}')).toBe('{ "a":  1, "b": 2 }');
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
