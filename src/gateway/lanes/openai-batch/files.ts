import type { UpstreamOrder } from "../batch-lane.ts";
import { askForRecord, askUnless, brokenJson } from "../provider/ask-for-record.ts";
import type { BatchProvider } from "../provider/batch-provider.ts";
import { formBody } from "../provider/provider-body.ts";
import { listSince } from "./list-pages.ts";

// https://platform.openai.com/docs/api-reference/files

/** Uploads the lines of an order, unless an earlier try has left them there already; the file's id. */
export async function uploadLines(
  order: UpstreamOrder,
  provider: BatchProvider,
  signal: AbortSignal,
): Promise<string> {
  const filename = `${order.reference}.jsonl`;
  const earlier = await findFile(filename, order, provider, signal);
  if (earlier !== null) return earlier;
  const file = {
    field: "file",
    filename,
    content_type: "application/jsonl",
    content: order.lines(),
    length: order.bytes,
  };
  const { access, connection } = provider;
  const body = formBody({ purpose: "batch" }, file);
  const request = { method: "POST", path: "/files", body } as const;
  const { id } = await askForRecord(access, connection, request, signal);
  if (typeof id !== "string" || id === "")
    throw brokenJson(connection, "answered without a file's id");
  return id;
}

/** A file of the order's own name that came there as a whole: the order's bytes never change. */
async function findFile(
  filename: string,
  { begun_at, bytes }: UpstreamOrder,
  provider: BatchProvider,
  signal: AbortSignal,
): Promise<string | null> {
  const path = "/files?purpose=batch&order=desc";
  for await (const file of listSince(path, begun_at, provider, signal))
    if (file.filename === filename && file.bytes === bytes) return file.id;
  return null;
}

/** Deletes a file; one that is gone is no failure, nor is an answer with one of these statuses. */
export async function deleteFile(
  file_id: string,
  fine: readonly number[],
  { access, connection }: BatchProvider,
  signal: AbortSignal,
): Promise<void> {
  const path = `/files/${encodeURIComponent(file_id)}`;
  await askUnless([404, ...fine], access, connection, { method: "DELETE", path }, signal);
}
