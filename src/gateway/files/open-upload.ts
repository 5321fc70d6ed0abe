import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import { requireNoEncoding } from "../http/json-body.ts";
import { problem } from "../http/problem.ts";
import { bodyChunks } from "../http/body-chunks.ts";
import type { IncomingFile } from "./incoming-file.ts";
import { type CheckFields, openMultipart } from "./open-multipart.ts";

const RAW_TYPES = new Set([
  "application/x-ndjson",
  "application/ndjson",
  "application/jsonl",
  "application/x-jsonlines",
  "application/octet-stream",
  "text/plain",
]);

/** What a form may have around the file. */
const FORM_OVERHEAD_BYTES = 1024 ** 2;

/**
 * The file in an upload request, raw or as the part `file` of a form, unread as yet; with `checkFields` a form alone, whose
 * other fields that judges. Throws `unsupported_media_type`, `payload_too_large` where the length is declared, or
 * `invalid_request` for a form without a file.
 */
export async function openUpload(
  request: Request,
  checkFields?: CheckFields,
): Promise<IncomingFile> {
  requireNoEncoding(request);
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  const isForm = type === "multipart/form-data";
  const limit = MANIFEST_LIMITS.maxFileBytes + (isForm ? FORM_OVERHEAD_BYTES : 0);
  if (Number(request.headers.get("content-length") ?? 0) > limit)
    throw fileTooLarge(MANIFEST_LIMITS.maxFileBytes);
  if (isForm) return openMultipart(request, checkFields);
  if (checkFields !== undefined) {
    throw problem(
      "unsupported_media_type",
      `The file comes here as multipart/form-data with the part file, not as ${type || "bytes of no type"}.`,
    );
  }
  if (type !== "" && !RAW_TYPES.has(type)) {
    throw problem(
      "unsupported_media_type",
      `A file cannot come as ${type}: send the raw lines as application/x-ndjson, or multipart/form-data with the part file.`,
    );
  }
  return { filename: null, chunks: bodyChunks(request) };
}

/** The problem of a file above the limit. */
export function fileTooLarge(limit_bytes: number): Error {
  const mebibytes = limit_bytes / 1024 ** 2;
  return problem("payload_too_large", `The file is larger than ${mebibytes} MiB. Split it.`, {
    limit_bytes,
  });
}
