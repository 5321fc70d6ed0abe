import { randomUUID } from "node:crypto";

/** What goes to a provider with a request. */
export interface ProviderBody {
  content_type: string;
  /** A stream is sent as it is read, and never held as a whole. */
  content: Uint8Array | AsyncIterable<Uint8Array>;
  /** Of a stream, in bytes, where it is known. */
  length?: number;
}

/** A value as JSON. */
export function jsonBody(value: unknown): ProviderBody {
  return { content_type: "application/json", content: Buffer.from(JSON.stringify(value)) };
}

/** A file of a form. */
export interface FormFile {
  field: string;
  /** Letters, digits, dots, hyphens and underscores alone. */
  filename: string;
  content_type: string;
  content: AsyncIterable<Uint8Array>;
  /** In bytes. */
  length: number;
}

/** A form with one file after its fields (`multipart/form-data`, RFC 7578), streamed, of a length that is known before. */
export function formBody(fields: Readonly<Record<string, string>>, file: FormFile): ProviderBody {
  const boundary = `batchrouter-${randomUUID()}`;
  const parts = Object.entries(fields).map(
    ([name, value]) => `${partHead(boundary, `name="${name}"`)}\r\n${value}\r\n`,
  );
  const disposition = `name="${file.field}"; filename="${file.filename}"`;
  const head = Buffer.from(
    `${parts.join("")}${partHead(boundary, disposition)}content-type: ${file.content_type}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    content_type: `multipart/form-data; boundary=${boundary}`,
    content: joined(head, file.content, tail),
    length: head.length + file.length + tail.length,
  };
}

function partHead(boundary: string, disposition: string): string {
  return `--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n`;
}

async function* joined(
  head: Uint8Array,
  content: AsyncIterable<Uint8Array>,
  tail: Uint8Array,
): AsyncGenerator<Uint8Array> {
  yield head;
  yield* content;
  yield tail;
}
