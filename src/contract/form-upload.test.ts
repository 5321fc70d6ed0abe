import { expect, test } from "vitest";
import { aroundFile, FORM_BOUNDARY, formUpload } from "./form-upload.ts";

test("a form has the file first and then each field, as any server reads it", async () => {
  const blob = formUpload(new Blob(["a\r\n--b"]), { purpose: "batch", note: "ż" });
  expect(blob.type).toBe(`multipart/form-data; boundary=${FORM_BOUNDARY}`);
  const form = await new Response(blob, { headers: { "content-type": blob.type } }).formData();
  expect([...form.keys()]).toEqual(["file", "purpose", "note"]);
  const file = form.get("file");
  expect(file instanceof File && [file.name, await file.text()]).toEqual([
    "input.jsonl",
    "a\r\n--b",
  ]);
  expect([form.get("purpose"), form.get("note")]).toEqual(["batch", "ż"]);
});

test("a quotation mark in a file's name does not end it", () => {
  expect(aroundFile('a"b"', {})).toEqual({
    before: `--${FORM_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a%22b%22"\r\n\r\n`,
    after: `\r\n--${FORM_BOUNDARY}--\r\n`,
  });
});
