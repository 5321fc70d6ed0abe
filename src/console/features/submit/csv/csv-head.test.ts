import { expect, test } from "vitest";
import { detectEncoding, detectSeparator, headOf, readHeadText } from "./csv-head.ts";

test.each([
  [",", "id,text\n1,a;b;c\n2,d\n"],
  [";", "id;text, long\n1;a, b\n2;c\n"],
  ["\t", "id\ttext\n1\ta,b\n"],
  ["|", "id|text\n1|a\n"],
  [",", "only one column\nx\n"],
  [";", 'id;"a,b,c,d"\n1;"e,f\n,g"\n'],
])("%j parts the fields of %j", (separator, text) => {
  expect(detectSeparator(text, true)).toBe(separator);
});

test("the head has its names without blanks around them, and the rows that end in it", () => {
  expect(headOf(' id , text\n1,a\n2,"b', ",", false)).toEqual({
    columns: ["id", "text"],
    rows: [["1", "a"]],
  });
  expect(headOf("", ",", true)).toBeUndefined();
});

test("UTF-8 with and without a mark, Windows-1252 and UTF-16 are told apart", async () => {
  const utf16 = new Uint8Array([0xff, 0xfe, 0x61, 0x00]);
  const latin = new Uint8Array([0x61, 0xfc]);
  expect(await detectEncoding(new Blob(["\uFEFFä"]))).toBe("utf-8");
  expect(await detectEncoding(new Blob([latin]))).toBe("windows-1252");
  expect(await detectEncoding(new Blob([utf16]))).toBe("utf-16le");
  expect((await readHeadText(new Blob(["\uFEFFä"]), "utf-8")).text).toBe("ä");
  expect((await readHeadText(new Blob([utf16]), "utf-16le")).text).toBe("a");
});
