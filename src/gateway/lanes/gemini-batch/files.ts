import { createHash } from "node:crypto";
import type { UpstreamOrder } from "../batch-lane.ts";
import {
  askForRecord,
  askUnless,
  brokenJson,
  failureOfHandling,
  recordOf as recordOfReply,
} from "../provider/ask-for-record.ts";
import { askProvider } from "../provider/ask-provider.ts";
import type { BatchProvider } from "../provider/batch-provider.ts";
import { jsonBody } from "../provider/provider-body.ts";
import { isOk } from "../provider/read-reply.ts";
import { recordOf, textOf } from "../translate/answer.ts";

// https://ai.google.dev/api/files

const CONTENT_TYPE = "application/jsonl";

/** What is not there is not told from what belongs to somebody else. */
const GONE = [403, 404];

/**
 * The name of an order's file, which is the same each time so that no second one is left behind. Ids may have 40 characters, of lower-case
 * letters, digits and hyphens.
 */
function fileNameOf({ reference }: UpstreamOrder): string {
  const hash = createHash("sha256").update(reference).digest("hex");
  return `files/batchrouter-${hash.slice(0, 28)}`;
}

/** The name of a file with an order's lines: the one that an earlier attempt has left, or a new one, sent as the lines are read. */
export async function fileOfLines(
  order: UpstreamOrder,
  provider: BatchProvider,
  signal: AbortSignal,
): Promise<string> {
  const { access, connection } = provider;
  const name = fileNameOf(order);
  const path = pathOf(name);
  const left = await askUnless(GONE, access, connection, { method: "GET", path }, signal);
  if (left !== null) {
    const { name: named, sizeBytes, state } = recordOfReply(left, connection);
    if (named !== name) throw brokenJson(connection, "what was to be a file is none");
    if (Number(sizeBytes) === order.bytes && state !== "FAILED") return name;
    await deleteFile(name, provider, signal);
  }
  return await upload(order, name, provider, signal);
}

/** Uploads by the resumable protocol, in one piece; the address that the bytes go to must be on the origin of the base URL. */
async function upload(
  order: UpstreamOrder,
  name: string,
  { access, connection }: BatchProvider,
  signal: AbortSignal,
): Promise<string> {
  const begin = {
    method: "POST",
    path: "/upload/v1beta/files",
    headers: {
      "x-goog-upload-protocol": "resumable",
      "x-goog-upload-command": "start",
      "x-goog-upload-header-content-length": String(order.bytes),
      "x-goog-upload-header-content-type": CONTENT_TYPE,
    },
    body: jsonBody({ file: { name, display_name: order.reference } }),
  } as const;
  const begun = await askProvider(access, connection, begin, signal);
  if (!isOk(begun.status)) throw failureOfHandling(begun, connection, access.now());
  const path = begun.headers["x-goog-upload-url"];
  if (path === undefined) throw brokenJson(connection, "it names no address to upload to");
  const send = {
    method: "POST",
    path,
    headers: { "x-goog-upload-offset": "0", "x-goog-upload-command": "upload, finalize" },
    body: { content_type: CONTENT_TYPE, content: order.lines(), length: order.bytes },
  } as const;
  const { file } = await askForRecord(access, connection, send, signal);
  const uploaded = textOf(recordOf(file).name);
  if (uploaded === undefined)
    throw brokenJson(connection, "it names no file for what was uploaded");
  return uploaded;
}

/** Deletes a file that was uploaded; one that is gone is no failure. */
export async function deleteFile(
  name: string,
  { access, connection }: BatchProvider,
  signal: AbortSignal,
): Promise<void> {
  await askUnless(GONE, access, connection, { method: "DELETE", path: pathOf(name) }, signal);
}

/**
 * Deletes a file that the provider has named, where it can. It refuses to, because the ids that it gives are longer than its own limit
 * (https://github.com/googleapis/python-genai/issues/1759); after 48 hours it deletes them by itself.
 */
export async function deleteNamedFile(
  name: string,
  { access, connection }: BatchProvider,
  signal: AbortSignal,
): Promise<void> {
  const refusals = [400, ...GONE];
  await askUnless(refusals, access, connection, { method: "DELETE", path: pathOf(name) }, signal);
}

function pathOf(name: string): string {
  return `/v1beta/${name}`;
}
