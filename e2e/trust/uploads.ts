import type { InputFile } from "#contract/files.ts";
import { contract } from "#contract/index.ts";
import { fillPath } from "#contract/endpoint.ts";
import { ErrorEnvelope } from "#contract/error-envelope.ts";
import { formUpload } from "#contract/form-upload.ts";
import type { TestAccount } from "../test-account.ts";

/** What came of an upload. */
export interface Upload {
  status: number;
  text: string;
  /** Null where it was refused. */
  file: InputFile | null;
  /** The lines that a refusal names. */
  preflight: { line: number }[];
}

/** Sends bytes as a file, raw or as a form. */
export async function upload(
  account: TestAccount,
  url: string,
  bytes: Buffer,
  isForm = false,
): Promise<Upload> {
  const blob = new Blob([Uint8Array.from(bytes)], { type: "application/x-ndjson" });
  const body = isForm ? formUpload(blob, {}) : blob;
  return sendUpload(account, url, { "content-type": body.type }, body);
}

/** What is refused before it has been read ends the connection, which nobody else's request should come over then. */
export const OWN_CONNECTION = { connection: "close" };

/** Sends a body that may be no file at all. */
export async function sendUpload(
  { api_key }: TestAccount,
  url: string,
  headers: Record<string, string>,
  body: Blob | Uint8Array<ArrayBuffer>,
): Promise<Upload> {
  const { method, path, answer } = contract.files.upload;
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${api_key}`, ...OWN_CONNECTION, ...headers },
    body,
  });
  const text = await response.text();
  if (response.status === answer.status) {
    const file = answer.schema.parse(JSON.parse(text));
    return { status: response.status, text, file, preflight: [] };
  }
  const { error } = ErrorEnvelope.parse(JSON.parse(text));
  const preflight = (error.details.preflight ?? []).map(({ line = 0 }) => ({ line }));
  return { status: response.status, text, file: null, preflight };
}

/** The bytes of a file as the gateway gives them back. */
export async function content({ api_key }: TestAccount, url: string, id: string): Promise<Buffer> {
  const response = await fetch(url + fillPath(contract.files.content.path, { id }), {
    headers: { authorization: `Bearer ${api_key}` },
  });
  return Buffer.from(await response.arrayBuffer());
}
