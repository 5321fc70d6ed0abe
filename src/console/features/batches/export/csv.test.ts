import fc from "fast-check";
import { expect, test } from "vitest";
import { csvRecord, withoutFormula } from "./csv.ts";

/** A reader of RFC 4180, character by character. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let [record, field, isQuoted]: [string[], string, boolean] = [[], "", false];
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === ",") {
      record.push(field);
      field = "";
    } else if (character === "\r" && text[at + 1] === "\n") {
      records.push([...record, field]);
      [record, field] = [[], ""];
      at += 1;
    } else field += character;
  }
  return records;
}

const cell = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('"', ",", "\r", "\n", "=", "-", "'", "ä", " ") }),
);

test("whatever the cells hold, a reader of CSV gets them back, formulas with an apostrophe", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 5 }),
      (rows) => {
        const read = parseCsv(rows.map((row) => csvRecord(row)).join(""));
        expect(read).toEqual(rows.map((row) => row.map((text) => withoutFormula(text))));
      },
    ),
  );
});

test("no text field begins as a formula, and numbers and gaps stay as they are", () => {
  expect(csvRecord(["=1+1", "+1", "-1", "@a", "a=b", -1, null])).toBe(
    "'=1+1,'+1,'-1,'@a,a=b,-1,\r\n",
  );
});
