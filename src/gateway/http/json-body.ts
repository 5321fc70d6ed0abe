import { findJsonFault } from "#contract/manifest/json-fault.ts";
import { bodyChunks } from "./body-chunks.ts";
import { problem } from "./problem.ts";

/** Levels of nesting that a JSON body may have: the database hangs on some thousands, and nothing here needs fifty. */
const MAX_DEPTH = 120;

/** A body as it came and as it reads. */
export interface JsonBody {
  bytes: Uint8Array;
  value: unknown;
}

/**
 * Reads a JSON body of at most `limitBytes`; throws `payload_too_large`, `unsupported_media_type`, or `invalid_request`
 * with the line and column where it stops being JSON.
 */
export async function readJsonBody(
  request: Request,
  limitBytes: number,
  onSize: (bytes: number) => void,
): Promise<JsonBody> {
  const bytes = await readBounded(request, limitBytes, onSize);
  if (bytes.length === 0) throw invalid("The body is missing; this request needs a JSON object.");
  if (!isJson(request.headers.get("content-type"))) throw problem("unsupported_media_type");
  requireNoEncoding(request);
  const text = decode(bytes);
  if (depthOf(text) > MAX_DEPTH)
    throw invalid(`The JSON is nested deeper than ${MAX_DEPTH} levels.`);
  try {
    return { bytes, value: JSON.parse(text) };
  } catch {
    throw invalid(faultText(text));
  }
}

/**
 * The bytes of a body that must not be longer than `limitBytes`; nothing past that is kept. `onSize` is told of what is
 * in memory before more is read, and ends the reading by throwing.
 */
export async function readBounded(
  request: Request,
  limitBytes: number,
  onSize: (bytes: number) => void = () => undefined,
): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) throw tooLarge(limitBytes);
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bodyChunks(request)) {
    size += chunk.length;
    if (size > limitBytes) throw tooLarge(limitBytes);
    onSize(size);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function tooLarge(limitBytes: number): Error {
  return problem("payload_too_large", `The body is larger than ${limitBytes / 1024 ** 2} MiB.`, {
    limit_bytes: limitBytes,
  });
}

/** Throws `unsupported_media_type` for a body that comes packed: what it would unpack to has no bound. */
export function requireNoEncoding(request: Request): void {
  const encoding = request.headers.get("content-encoding")?.trim().toLowerCase() ?? "";
  if (encoding === "" || encoding === "identity") return;
  throw problem(
    "unsupported_media_type",
    `Content-Encoding ${encoding.slice(0, 100)} is not taken; send the body as it is.`,
  );
}

function isJson(contentType: string | null): boolean {
  const essence = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  return essence === "application/json" || /^application\/[\w.-]+\+json$/.test(essence);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw invalid("The body is not UTF-8.");
  }
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isInString) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) isInString = false;
    } else if (code === 0x22) isInString = true;
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return deepest;
}

function faultText(text: string): string {
  const fault = findJsonFault(text);
  if (fault === undefined) return "The body is not JSON.";
  const before = text.slice(0, fault.column - 1);
  const line = before.split("\n").length;
  const column = fault.column - (before.lastIndexOf("\n") + 1);
  return `The body is not JSON at line ${line}, column ${column}: ${fault.message}`;
}

function invalid(message: string): Error {
  return problem("invalid_request", message, { issues: [{ path: "body", message }] });
}
