import { batches } from "#contract/batches.ts";
import { downloadBody } from "#gateway/http/download-body.ts";
import type { Turns } from "#gateway/http/turns.ts";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import type { BatchArtifact } from "./artifact-store.ts";
import { requestedRange } from "./requested-range.ts";

const { contentType } = batches.artifact.answer;

/**
 * Answers with the bytes, whole or the part that `Range` asks for. Where the storage has links of its own, a plain
 * download is sent there instead, so that gigabytes need not pass through here; the range goes with it.
 */
export async function serveArtifact(
  { downloads, storage }: { downloads: Turns; storage: ArtifactStorage },
  { name, sizeBytes, filename }: BatchArtifact,
  request: Request,
): Promise<Response> {
  const range = requestedRange(request.headers.get("range"), sizeBytes);
  if (range === "unsatisfiable") {
    return new Response(null, {
      status: 416,
      headers: { "content-range": `bytes */${sizeBytes}` },
    });
  }
  if (storage.directLink !== undefined && request.method === "GET" && mayGoElsewhere(request)) {
    const location = await storage.directLink(name, { filename, contentType });
    return new Response(null, { status: 302, headers: { location } });
  }
  const { start, end } = range ?? { start: 0, end: sizeBytes };
  const headers = new Headers({
    "accept-ranges": "bytes",
    "content-type": contentType,
    "content-length": String(end - start),
    "content-disposition": `attachment; filename="${filename}"`,
  });
  if (range !== null) headers.set("content-range", `bytes ${start}-${end - 1}/${sizeBytes}`);
  const body = await downloadBody(request, downloads, () => storage.open(name, { start, end }));
  return new Response(body, { status: range === null ? 200 : 206, headers });
}

/**
 * Whether the client can follow to another origin: a navigation and a program can, a page's script is kept from it by the
 * bucket's and by its own page's rules. A browser names the mode of what it fetches, but on encrypted and loopback
 * addresses alone; so our own client asks for the artifact's very type, which nothing else does unasked.
 */
function mayGoElsewhere({ headers }: Request): boolean {
  const isScript = headers.has("sec-fetch-site") && headers.get("sec-fetch-mode") !== "navigate";
  return !isScript && !(headers.get("accept") ?? "").includes(contentType);
}
