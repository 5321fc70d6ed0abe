import fc from "fast-check";
import { expect, test } from "vitest";
import { UnitCutter } from "./unit-cutter.ts";
import { UNIT_INPUT_BYTES } from "./unit-size.ts";

const lineText = fc.stringMatching(/^[a-z{}]{1,12}$/);
const chunkSizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 10 });

test("units cover every byte of every item once, in order, wherever the input is chunked and cutting is resumed", () => {
  fc.assert(
    fc.property(
      fc.array(lineText, { minLength: 1, maxLength: 40 }),
      fc.constantFrom("\n", "\r\n"),
      fc.boolean(),
      fc.boolean(),
      chunkSizes,
      fc.integer({ min: 1, max: 7 }),
      fc.nat({ max: 5 }),
      (lines, lineEnd, hasMark, isEnded, sizes, maxItems, resumeAfter) => {
        const text = `${hasMark ? "\ufeff" : ""}${lines.join(lineEnd)}${isEnded ? lineEnd : ""}`;
        const input = Buffer.from(text);
        const first = cut(input, sizes, maxItems, { unit: 0, item: 0, byte: 0 });
        const kept = first.slice(0, resumeAfter);
        const last = kept.at(-1);
        const from = {
          unit: kept.length,
          item: last?.end_item ?? 0,
          byte: Number(last?.end_byte ?? 0n),
        };
        const units =
          from.byte === input.length ? kept : [...kept, ...cut(input, sizes, maxItems, from)];
        expect(units).toEqual(first);

        const found = units.flatMap((unit, at) => {
          expect(unit.unit).toBe(at);
          expect(unit.end_item - unit.first_item).toBeLessThanOrEqual(maxItems);
          const bytes = input.subarray(Number(unit.first_byte), Number(unit.end_byte)).toString();
          return bytes.split(/\r?\n/).filter((line) => line !== "");
        });
        expect(found).toEqual(lines);
        expect(units.at(-1)?.end_item).toBe(lines.length);
      },
    ),
  );
});

test("a unit that has its bytes takes no further item, however few it has", () => {
  const input = Buffer.from("aaaa\nbb\nc\ndddddddddd\ne\n");
  const start = { unit: 0, item: 0, byte: 0 };
  const bytesOf = (bytes: number) =>
    cut(input, [3], 100, start, bytes).map(({ first_byte, end_byte }) =>
      input.subarray(Number(first_byte), Number(end_byte)).toString(),
    );
  expect(bytesOf(8)).toEqual(["aaaa\nbb\n", "c\ndddddddddd\n", "e\n"]);
  expect(bytesOf(9)).toEqual(["aaaa\nbb\nc\n", "dddddddddd\n", "e\n"]);
  expect(bytesOf(1)).toHaveLength(5);
});

function cut(
  input: Buffer,
  sizes: number[],
  maxItems: number,
  from: { unit: number; item: number; byte: number },
  bytes = UNIT_INPUT_BYTES,
) {
  const cutter = new UnitCutter({ items: maxItems, bytes }, from);
  const units = [];
  let at = from.byte;
  for (let turn = 0; at < input.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    cutter.push(input.subarray(at, at + size));
    units.push(...cutter.take());
    at += size;
  }
  cutter.end();
  return [...units, ...cutter.take()];
}
