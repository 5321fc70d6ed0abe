/** Begins no line of an upload: each holds JSON. */
export const FORM_BOUNDARY = "batchrouter-form-6a09e667f3bcc908";

/** What stands before and after the bytes of a file that is the part `file` of a form, with these fields after it. */
export function aroundFile(
  fileName: string,
  fields: Readonly<Record<string, string>>,
): { before: string; after: string } {
  const part = (disposition: string): string =>
    `--${FORM_BOUNDARY}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`;
  const rest = Object.entries(fields).map(
    ([name, value]) => `${part(`name="${name}"`)}${value}\r\n`,
  );
  return {
    before: part(`name="file"; filename="${fileName.replaceAll('"', "%22")}"`),
    after: `\r\n${rest.join("")}--${FORM_BOUNDARY}--\r\n`,
  };
}

/** A file in such a form; the blob's type is the form's content type. */
export function formUpload(file: Blob, fields: Readonly<Record<string, string>>): Blob {
  const { before, after } = aroundFile("input.jsonl", fields);
  return new Blob([before, file, after], {
    type: `multipart/form-data; boundary=${FORM_BOUNDARY}`,
  });
}
