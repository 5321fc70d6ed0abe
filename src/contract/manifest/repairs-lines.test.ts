import { expect, test } from "vitest";
import { MANIFEST_LIMITS } from "./limits.ts";
import { NotAnArrayError } from "./repairs-array.ts";
import { passesOf, repairInput } from "./repairs.ts";
import type { ManifestRepair } from "./repairs-kinds.ts";
import { repairChunks, repairText } from "./repairs-testing.ts";
import { bytesOf, native, openaiBatch } from "./testing.ts";

const line = (fields: Record<string, unknown>) => JSON.stringify(native(fields));
const withoutId = line({ customer_item_id: undefined });
const inBytes = ({ length }: string) => length;

test("a converted line keeps its line end, and the mark before it", async () => {
  const text = `\ufeff${line({})}\r\n${line({ customer_item_id: "b" })}\r\n\r\n`;
  const { text: made } = await repairText(text, "to_openai_batch");
  expect(made.startsWith('\ufeff{"custom_id"')).toBe(true);
  expect(made.split("\n").map((one) => one.endsWith("}\r"))).toEqual([true, true, false, false]);
  expect(made.endsWith("}\r\n\r\n")).toBe(true);
});

test("a line of blanks goes with its line end, also one of a byte order mark that is not the file's", async () => {
  const made = await repairText("\ufeff \r\na\n\ufeff\n\u00a0\nb\n\t", "remove_blank_lines");
  expect(made.text).toBe("\ufeffa\nb\n");
  expect(made.counts).toEqual({ remove_blank_lines: 4 });
});

test("bytes that are no UTF-8 are neither blank nor read, and stay as they are", async () => {
  const broken = bytesOf(withoutId.replace("river", "riv\u00e9r")).map((byte) =>
    byte === 0xc3 ? 0xff : byte,
  );
  const bytes = Uint8Array.from([0xff, 0x0a, ...broken, 0x0a]);
  const made = await repairChunks([bytes], ["remove_blank_lines", "add_missing_ids"]);
  expect(made.bytes).toEqual(bytes);
  expect(made.counts).toEqual({});
});

test("a line that begins with a byte order mark of its own is no JSON, and stays as it is", async () => {
  const text = `${line({})}\n\ufeff${withoutId}\n`;
  expect((await repairText(text, "add_missing_ids")).text).toBe(text);
});

test("lines of no format get no id", async () => {
  const text = '{"a":1}\n{"custom_id":"a","customer_item_id":"b"}\n';
  const made = await repairText(text, "add_missing_ids", "unique_ids");
  expect([made.text, made.left]).toEqual([text, []]);
});

test.each([
  ["id", native({ customer_item_id: undefined, id: 1 }), "customer_item_id"],
  ["custom_id", native({ customer_item_id: undefined, custom_id: 1 }), "customer_item_id"],
  ["customer_item_id", openaiBatch({ custom_id: undefined, customer_item_id: 1 }), "custom_id"],
])(
  "a line whose id is called %s is left, with the name that it should have",
  async (_name, one, wanted) => {
    const text = `${JSON.stringify(one)}\n`;
    const made = await repairText(text, "add_missing_ids");
    const reason = `It has an id under another name than ${wanted}.`;
    expect(made.left).toEqual([{ repair: "add_missing_ids", line: 1, reason }]);
    expect(made.text).toBe(text);
  },
);

test("an id that is empty or no text is neither missing nor used twice", async () => {
  const text = ["", 5, null, "", 5].map((id) => `${line({ customer_item_id: id })}\n`).join("");
  const made = await repairText(text, "add_missing_ids", "unique_ids");
  expect([made.text, made.counts, made.left]).toEqual([text, {}, []]);
});

test("an id that cannot be made longer is left as it is, with the reason", async () => {
  const long = line({ customer_item_id: "x".repeat(MANIFEST_LIMITS.maxIdLength) });
  const made = await repairText(`${long}\n${long}\n`, "unique_ids");
  expect(made.text).toBe(`${long}\n${long}\n`);
  expect(made.left).toEqual([
    { repair: "unique_ids", line: 2, reason: "Its id would be longer than one may be." },
  ]);
});

test("a line may become as long as a line may be, and is left where it would be longer", async () => {
  const addedBytes = inBytes('"customer_item_id":"item-000001",');
  const padding = MANIFEST_LIMITS.maxLineBytes - addedBytes - inBytes(withoutId);
  const padded = (extra: number) =>
    withoutId.replace("Name a river.", `Name a river.${"x".repeat(padding + extra)}`);
  const exact = await repairText(padded(0), "add_missing_ids");
  expect(exact.counts).toEqual({ add_missing_ids: 1 });
  expect(exact.bytes).toHaveLength(MANIFEST_LIMITS.maxLineBytes);
  const longer = await repairText(padded(1), "add_missing_ids");
  expect(longer.text).toBe(padded(1));
  expect(longer.counts).toEqual({});
  expect(longer.left).toEqual([
    { repair: "add_missing_ids", line: 1, reason: "It would be longer than a line may be." },
  ]);
});

test("an id is given and the line converted in one go", async () => {
  const made = await repairText(withoutId, "add_missing_ids", "to_openai_batch", "to_native");
  expect(JSON.parse(made.text)).toMatchObject({ custom_id: "item-000001", method: "POST" });
  expect(made.counts).toEqual({ add_missing_ids: 1, to_openai_batch: 1 });
});

test.each<[ManifestRepair[], 1 | 2]>([
  [[], 1],
  [["drop_bom", "crlf_to_lf", "array_to_lines", "remove_blank_lines", "to_native"], 1],
  [["add_missing_ids"], 2],
  [["unique_ids", "drop_bom"], 2],
])("the repairs %j read the input as often as they say", async (kinds, passes) => {
  const chunks = [bytesOf("[1,"), bytesOf("2]")];
  const read: number[] = [];
  let opened = 0;
  const repairs = new Set(kinds);
  const open = () => {
    opened += 1;
    return chunks;
  };
  const made: Uint8Array[] = [];
  const output = repairInput(open, { repairs, onRead: (sizeBytes) => read.push(sizeBytes) });
  for await (const chunk of output) made.push(chunk);
  expect([passesOf(repairs), opened]).toEqual([passes, passes]);
  expect(read).toEqual(Array.from({ length: passes }, () => [3, 2]).flat());
});

test("nobody has to be told of what was repaired or left", async () => {
  const text = `\ufeff${withoutId}\r\n\n${line({ temperature: 9 })}\n`;
  const repairs = new Set<ManifestRepair>(["drop_bom", "remove_blank_lines", "to_openai_batch"]);
  const made: number[] = [];
  for await (const chunk of repairInput(() => [bytesOf(text)], { repairs })) made.push(...chunk);
  expect(new TextDecoder().decode(Uint8Array.from(made))).toBe(
    `${withoutId}\r\n${line({ temperature: 9 })}\n`,
  );
});

test("of a list that was edited what is left is named by the entry's place", async () => {
  const text = `out\n[${line({ metadata: { a: 1 } })}]`;
  const made = await repairChunks(
    [bytesOf(text)],
    ["array_to_lines", "to_openai_batch"],
    new Map([[1, null]]),
  );
  expect(made.left.map((left) => left.line)).toEqual([1]);
});

test.each([
  ["[1, 2", "The list in this file does not end. Part of the file is missing."],
  ["", "The list in this file does not end. Part of the file is missing."],
  ["[1] 2", "Something follows the end of the list."],
  ["[1][", "Something follows the end of the list."],
  ['{"a":1}', "The file is not one JSON list."],
])("of %j is said why it is no list", async (text, message) => {
  const failure: unknown = await repairText(text, "array_to_lines").catch(
    (thrown: unknown) => thrown,
  );
  expect(failure).toBeInstanceOf(NotAnArrayError);
  expect(failure).toMatchObject({ name: "NotAnArrayError", message });
});
