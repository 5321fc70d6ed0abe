import { files } from "#contract/files.ts";
import { downloadBody } from "../http/download-body.ts";
import { problem } from "../http/problem.ts";
import type { Turns } from "../http/turns.ts";
import { ArtifactMissing } from "../storage/artifact-errors.ts";
import type { ArtifactStorage } from "../storage/storage.ts";
import { attachmentNamed } from "./file-name.ts";
import type { StoredFile } from "./file-store.ts";

export interface ServeDependencies {
  storage: ArtifactStorage;
  /** Files on their way to clients. */
  downloads: Turns;
}

/** Answers with the bytes of a file as they came; throws `not_found` when it was deleted meanwhile. */
export async function serveFile(
  dependencies: ServeDependencies,
  file: StoredFile,
  request: Request,
): Promise<Response> {
  const headers = {
    "content-type": files.content.answer.contentType,
    "content-length": String(file.size_bytes),
    "content-disposition": attachmentNamed(file.filename),
  };
  const open = () => openBytes(dependencies, file);
  return new Response(await downloadBody(request, dependencies.downloads, open), { headers });
}

async function openBytes(
  { storage }: ServeDependencies,
  file: StoredFile,
): Promise<ReadableStream<Uint8Array>> {
  try {
    return await storage.open(file.storage_key);
  } catch (error) {
    // The file was deleted between the look at its row and now.
    if (error instanceof ArtifactMissing) throw problem("not_found");
    throw error;
  }
}
