import fc from "fast-check";
import { expect, test } from "vitest";
import { CsvError, CsvReader, readRecords } from "./csv-reader.ts";

const read = (text: string, separator = ",") => readRecords(text, separator, true);

test("fields in quotes hold separators, line breaks of any kind and quotes", () => {
  expect(read('a,"b, ""c""\r\nd\n",e\r\n"",x,\r\n')).toEqual([
    ["a", 'b, "c"\r\nd\n', "e"],
    ["", "x", ""],
  ]);
});

test("lines end in LF, CR LF or CR, the last one in nothing, and blank ones are counted but no records", () => {
  const rows: [number, string[]][] = [];
  const reader = new CsvReader(";", (fields, row) => void rows.push([row, fields]));
  reader.push("a;b\n\r\nc;d\r");
  reader.push("\ne;");
  reader.end();
  expect(rows).toEqual([
    [1, ["a", "b"]],
    [3, ["c", "d"]],
    [4, ["e", ""]],
  ]);
});

test("a quote inside a bare field is a character like any other", () => {
  expect(read('5" pipe,"a"b\n')).toEqual([['5" pipe', "ab"]]);
});

test("a quote that is never closed is named by its row", () => {
  expect(() => read('a,b\n"c,d\ne,f\n')).toThrow(
    new CsvError("Row 2 opens a quote that is never closed."),
  );
  expect(() => read(`a\n"${"x".repeat(1024 ** 2 + 1)}`)).toThrow(/^Row 2 has more than/);
});

test("whatever is written by RFC 4180 is read back, in any chunks", () => {
  const field = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", " ", "é") });
  const table = fc.array(fc.tuple(field, field), { minLength: 1 });
  fc.assert(
    fc.property(table, fc.nat({ max: 5 }), (rows, step) => {
      const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
      const text = rows.map((fields) => `${fields.map(quoted).join(",")}\r\n`).join("");
      const records: string[][] = [];
      const reader = new CsvReader(",", (fields) => void records.push(fields));
      for (let at = 0; at < text.length; at += step + 1) reader.push(text.slice(at, at + step + 1));
      reader.end();
      expect(records).toEqual(rows);
    }),
  );
});
